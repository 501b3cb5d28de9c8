/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Mixed work: a table CRC, a matrix product in floating point, a sort; interrupts may come at any
 * point and must not change what comes out. The result block: rounds, CRC, sum of the matrix, check
 * of the sort.
 */
#include "cortex_m_check.h"

VECTORS;

#define SIZE 16

static uint32_t table[256];
static uint8_t data[512];
static uint32_t numbers[128];
static float left[SIZE][SIZE], right[SIZE][SIZE], product[SIZE][SIZE];
static volatile uint32_t interrupts;

static uint32_t crc(void)
{
	uint32_t value = ~0u;

	for (unsigned i = 0; i < sizeof(data); i++)
		value = value >> 8 ^ table[(value ^ data[i]) & 255];
	return ~value;
}

static void multiply(void)
{
	for (unsigned i = 0; i < SIZE; i++)
		for (unsigned j = 0; j < SIZE; j++) {
			float sum = 0;

			for (unsigned k = 0; k < SIZE; k++)
				sum += left[i][k] * right[k][j];
			product[i][j] = sum;
		}
}

static void sort(uint32_t seed)
{
	for (unsigned i = 0; i < 128; i++)
		numbers[i] = seed = seed * 1664525u + 1013904223u;
	for (unsigned gap = 64; gap; gap /= 2)
		for (unsigned i = gap; i < 128; i++) {
			uint32_t value = numbers[i];
			unsigned j = i;

			for (; j >= gap && numbers[j - gap] > value; j -= gap)
				numbers[j] = numbers[j - gap];
			numbers[j] = value;
		}
}

/* Uses what the frame must keep: r0-r3, r12, flags, floating point. */
__attribute__((optimize("no-unroll-loops", "no-peel-loops"))) static void interrupt(void)
{
	volatile float x = (float)interrupts;

	for (unsigned i = 0; i < 4; i++) /* several blocks: others can nest */
		interrupts++;
	x = x * 3.0f + 1.0f;
	__asm volatile(
		"movs r0, #0\n\tmov r1, r0\n\tmov r2, r0\n\tmov r3, r0\n\tmov r12, r0\n\tcmp r0, #1\n\t"
		"vmov s0, r0\n\tvmov s7, r0\n\tvmov s15, r0" ::
			: "r0", "r1", "r2", "r3", "r12", "cc", "s0", "s7", "s15");
}

void reset(void)
{
	uint32_t rounds = RESULTS[4] ? RESULTS[4] : 1;
	uint32_t sum_crc = 0, sum_sort = 0, sum_product = 0;

	CPACR = 0xF << 20;
	ASM("dsb\n\tisb");
	for (unsigned i = 0; i < 32; i++) {
		set_vector(16 + i, interrupt);
		NVIC_IPR(i) = (uint8_t)(i << 4);
	}
	NVIC_ISER = 0xFFFFFFFF;
	for (uint32_t i = 0; i < 256; i++) {
		uint32_t value = i;

		for (unsigned bit = 0; bit < 8; bit++)
			value = value >> 1 ^ (value & 1 ? 0xEDB88320u : 0);
		table[i] = value;
	}
	for (unsigned i = 0; i < SIZE * SIZE; i++) {
		left[i / SIZE][i % SIZE] = (float)i * 0.5f;
		right[i / SIZE][i % SIZE] = (float)(i % 7) - 3.0f;
	}
	for (uint32_t round = 0; round < rounds; round++) {
		for (unsigned i = 0; i < sizeof(data); i++)
			data[i] = (uint8_t)(i * 7 + round);
		sum_crc += crc();
		multiply();
		for (unsigned i = 0; i < SIZE * SIZE; i++)
			sum_product += (uint32_t)(int32_t)product[i / SIZE][i % SIZE];
		sort(round);
		for (unsigned i = 0; i < 128; i++)
			sum_sort = sum_sort * 31 + numbers[i];
	}
	RESULTS[0] = rounds;
	RESULTS[1] = sum_crc;
	RESULTS[2] = sum_product;
	RESULTS[3] = sum_sort;
	done();
}
