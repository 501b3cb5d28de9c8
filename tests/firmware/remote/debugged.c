/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * For tests of the debugger: a tty that echoes, variables to watch, floating point, and faults on demand. The
 * first byte of a message says what is done besides the echo. Compiled without optimization, so that lines
 * and variables are where the source says.
 */
#include <copro/remote.h>
#include <copro/virt_uart.h>

#define BUFFERS	  4u
#define ABSENT	  ((volatile unsigned int *)0x60000000u)
#define SCB_CCR	  (*(volatile unsigned int *)0xE000ED14u)
#define DIV_0_TRP (1u << 4)

static char log_text[512];

struct resource_table_rpmsg resource_table REMOTE_RESOURCE_TABLE =
	RESOURCE_TABLE_RPMSG(BUFFERS, log_text, sizeof(log_text), "cm4_log");

static struct virt_uart uart;
static uint8_t buffer_state[2 * BUFFERS];
static struct remote remote;

volatile unsigned int messages;
volatile unsigned int total;
volatile float ratio;
/* So that no access can be put together from others. */
volatile struct {
	unsigned char bytes[4];
	unsigned short half;
} narrow;
volatile unsigned int zero;
static char asked;

__attribute__((noinline)) unsigned int add(unsigned int a, unsigned int b)
{
	unsigned int sum = a + b;

	return sum;
}

__attribute__((noinline)) float divide(float a, float b)
{
	float quotient = a / b;

	return quotient; /* line of divide */
}

__attribute__((noinline)) void count(unsigned int length)
{
	messages++; /* line of messages */
	total = add(total, length);
	narrow.bytes[2] = (unsigned char)length;
	ratio = divide((float)total, (float)messages);
}

__attribute__((noinline)) void read_absent(void)
{
	total = *ABSENT; /* line of bus fault */
}

__attribute__((noinline)) void undefined(void)
{
	__asm volatile("udf #1"); /* line of undefined */
}

__attribute__((noinline)) void misbehave(char how)
{
	switch (how) {
	case 'B':
		read_absent();
		break;
	case 'U':
		undefined();
		break;
	case 'X': /* executes a device */
		((void (*)(void))0x40000001u)();
		break;
	case 'D':
		SCB_CCR |= DIV_0_TRP;
		total = add(total, 1) / zero; /* line of division */
		break;
	case 'L': /* no fault can be taken: the core locks up */
		__asm volatile("cpsid f");
		undefined();
		break;
	case 'K':
		__asm volatile("bkpt #0"); /* line of bkpt */
		break;
	default:
		break;
	}
}

static void receive(struct virt_uart *from, const struct rpmsg_message *message)
{
	const char *text = message->data;

	asked = text[0];
	if (virt_uart_transmit(from, message->data, message->length))
		remote_log("no answer");
	count(message->length);
}

static const struct remote_config config = {
	REMOTE_CONFIG(config, remote, resource_table.vdev, buffer_state),
};

static const struct virt_uart_config uart_config = {.receive = receive};

int main(void)
{
	remote_log_init(log_text, sizeof(log_text));
	remote_log("debugged"); /* line of main */
	if (remote_init(&remote, &config) ||
	    virt_uart_init(&uart, remote_rpmsg(&remote), &uart_config))
		return 1;
	for (;;) {
		remote_poll();
		if (asked) {
			char how = asked;

			asked = 0;
			misbehave(how);
		}
		remote_idle();
	}
}
