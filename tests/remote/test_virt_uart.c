/* SPDX-License-Identifier: BSD-3-Clause */
/* The virtual UART against a host in the same process. */
#include "../core/pair.h"

#include <copro/virt_uart.h>

#define HOST_ADDRESS 0x400u

struct port {
	struct virt_uart uart;
	unsigned messages;
	unsigned ready;
	unsigned connected;
	unsigned gone;
	uint8_t data[512];
	uint32_t length;
	bool hold;
	struct rpmsg_message held;
	unsigned write_on_ready; /* this many messages */
};

static struct pair pair;
static struct port ports[2];
static struct pair_endpoint ttys[2];

static struct port *port_of(struct virt_uart *uart)
{
	return COPRO_CONTAINER_OF(uart, struct port, uart);
}

static void on_receive(struct virt_uart *uart, const struct rpmsg_message *message)
{
	struct port *port = port_of(uart);

	port->messages++;
	port->length = message->length;
	memcpy(port->data, message->data, message->length);
	if (port->hold) {
		assert_int_equal(virt_uart_hold(uart, message), 0);
		port->held = *message;
	}
}

static void on_ready(struct virt_uart *uart)
{
	struct port *port = port_of(uart);

	port->ready++;
	while (port->write_on_ready && virt_uart_transmit(uart, "again", 5) == 0)
		port->write_on_ready--;
}

static void on_connected(struct virt_uart *uart, bool connected)
{
	if (connected)
		port_of(uart)->connected++;
	else
		port_of(uart)->gone++;
}

static const struct virt_uart_config config = {
	.receive = on_receive,
	.tx_ready = on_ready,
	.connected = on_connected,
};

static int setup(void **state)
{
	(void)state;
	memset(ports, 0, sizeof(ports));
	memset(ttys, 0, sizeof(ttys));
	pair_init(&pair, PAIR_NUM, 0);
	pair.remote_config.context = &pair.remote.rpmsg;
	pair.remote_config.tx_ready = virt_uart_tx_ready;
	pair.remote_config.link = NULL;
	pair.remote_config.name_service = NULL;
	return 0;
}

static void start(void)
{
	for (int i = 0; i < 2; i++)
		assert_int_equal(virt_uart_init(&ports[i].uart, &pair.remote.rpmsg, &config), 0);
	pair_start(&pair);
	pair_settle(&pair);
	for (uint32_t i = 0; i < 2; i++)
		assert_int_equal(rpmsg_endpoint_create(&pair.host.rpmsg, &ttys[i].endpoint,
						       &pair_silent, HOST_ADDRESS + i,
						       ports[i].uart.endpoint.address, NULL),
				 0);
}

static void say_hello(void)
{
	for (int i = 0; i < 2; i++)
		assert_int_equal(rpmsg_send(&ttys[i].endpoint, "hello", 5), 0);
	pair_settle(&pair);
}

static void announces_itself(void **state)
{
	(void)state;
	start();
	assert_int_equal(pair.host_end.ns_create, 2);
	assert_string_equal(pair.host_end.ns_name, "rpmsg-tty");
}

static void cannot_speak_first(void **state)
{
	(void)state;
	start();
	assert_int_equal(virt_uart_transmit(&ports[0].uart, "x", 1), -ENOTCONN);
	assert_int_equal(virt_uart_write(&ports[0].uart, "x", 1), -ENOTCONN);
	assert_int_equal(ports[0].connected, 0);
}

static void two_ports_are_apart(void **state)
{
	(void)state;
	start();
	say_hello();
	assert_int_equal(rpmsg_send(&ttys[1].endpoint, "two", 3), 0);
	pair_settle(&pair);
	assert_int_equal(ports[0].messages, 1);
	assert_int_equal(ports[1].messages, 2);
	assert_int_equal(ports[1].length, 3);
	assert_memory_equal(ports[1].data, "two", 3);
	assert_int_equal(virt_uart_transmit(&ports[0].uart, "one", 3), 0);
	pair_settle(&pair);
	assert_int_equal(ttys[0].received, 1);
	assert_memory_equal(ttys[0].data, "one", 3);
	assert_int_equal(ttys[1].received, 0);
}

static void empty_message_only_connects(void **state)
{
	(void)state;
	start();
	assert_int_equal(rpmsg_send(&ttys[0].endpoint, "", 0), 0);
	pair_settle(&pair);
	assert_int_equal(ports[0].connected, 1);
	assert_int_equal(ports[0].messages, 0);
	assert_int_equal(virt_uart_transmit(&ports[0].uart, "x", 1), 0);
}

static void limits(void **state)
{
	static const uint8_t long_text[497];

	(void)state;
	assert_int_equal(virt_uart_init(&ports[0].uart, &pair.remote.rpmsg,
					&(struct virt_uart_config){.name = "x"}),
			 -EINVAL);
	start();
	say_hello();
	assert_int_equal(virt_uart_room(&ports[0].uart), 496);
	assert_int_equal(virt_uart_transmit(&ports[0].uart, long_text, 497), -EMSGSIZE);
	assert_int_equal(virt_uart_transmit(&ports[0].uart, long_text, 496), 0);
	assert_int_equal(virt_uart_write(&ports[0].uart, long_text, 0x80000000u), -EMSGSIZE);
}

static void write_is_split(void **state)
{
	static uint8_t bytes[20 * 496];

	(void)state;
	start();
	say_hello();
	assert_int_equal(virt_uart_write(&ports[0].uart, bytes, 1000), 1000);
	pair_settle(&pair);
	assert_int_equal(ttys[0].received, 3);
	assert_int_equal(ttys[0].length, 8);
	/* More than there are buffers for: what fits is sent, and the rest may follow later. */
	assert_int_equal(virt_uart_write(&ports[0].uart, bytes, sizeof(bytes)), 16 * 496);
	assert_int_equal(virt_uart_write(&ports[0].uart, bytes, 1), -EAGAIN);
	assert_int_equal(ports[0].ready, 0);
	pair_settle(&pair);
	assert_int_equal(ports[0].ready, 1);
	assert_int_equal(ttys[0].received, 3 + 16);
}

static void fill_up(void)
{
	while (virt_uart_transmit(&ports[0].uart, "x", 1) == 0)
		;
	assert_int_equal(virt_uart_transmit(&ports[0].uart, "x", 1), -EAGAIN);
	assert_int_equal(virt_uart_transmit(&ports[1].uart, "x", 1), -EAGAIN);
}

/* One takes all the buffers there are, again: the other keeps its place. */
static void all_that_wait_are_told(void **state)
{
	(void)state;
	start();
	say_hello();
	fill_up();
	ports[0].write_on_ready = 40;
	ports[1].write_on_ready = 40;
	pair_settle(&pair);
	assert_int_equal(ports[0].write_on_ready, 0);
	assert_int_equal(ports[1].write_on_ready, 0);
	assert_int_equal(ttys[0].received, 16 + 40);
	assert_int_equal(ttys[1].received, 40);
	/* Who does not wait is not told. */
	assert_int_equal(virt_uart_transmit(&ports[0].uart, "x", 1), 0);
	ports[0].ready = 0;
	pair_settle(&pair);
	assert_int_equal(ports[0].ready, 0);
}

/* Endpoints that are no ports share the instance and its tx_ready. */
static void other_endpoints_are_left_alone(void **state)
{
	struct pair_endpoint other = {0};

	(void)state;
	start();
	assert_int_equal(rpmsg_endpoint_create(&pair.remote.rpmsg, &other.endpoint, &pair_silent,
					       2000, HOST_ADDRESS, NULL),
			 0);
	say_hello();
	fill_up();
	pair_settle(&pair);
	assert_int_equal(ports[0].ready, 1);
	assert_int_equal(ports[1].ready, 1);
}

static void held_message_keeps_its_bytes(void **state)
{
	(void)state;
	start();
	ports[0].hold = true;
	assert_int_equal(rpmsg_send(&ttys[0].endpoint, "keep", 4), 0);
	pair_settle(&pair);
	ports[0].hold = false;
	for (int i = 0; i < 100; i++) {
		assert_int_equal(rpmsg_send(&ttys[0].endpoint, "other", 5), 0);
		pair_settle(&pair);
	}
	assert_memory_equal(ports[0].held.data, "keep", 4);
	virt_uart_release(&ports[0].uart, &ports[0].held);
}

/* With all buffers held the host has to wait: that is how a slow reader slows the writer. */
static void holding_makes_the_host_wait(void **state)
{
	struct rpmsg_message held[PAIR_NUM];

	(void)state;
	start();
	ports[0].hold = true;
	for (uint32_t i = 0; i < PAIR_NUM; i++) {
		assert_int_equal(rpmsg_send(&ttys[0].endpoint, "x", 1), 0);
		pair_settle(&pair);
		held[i] = ports[0].held;
	}
	assert_int_equal(rpmsg_send(&ttys[0].endpoint, "x", 1), -EAGAIN);
	virt_uart_release(&ports[0].uart, &held[0]);
	pair_settle(&pair);
	assert_int_equal(rpmsg_send(&ttys[0].endpoint, "x", 1), 0);
	for (uint32_t i = 1; i < PAIR_NUM; i++)
		virt_uart_release(&ports[0].uart, &held[i]);
}

static void deinit_withdraws(void **state)
{
	(void)state;
	start();
	say_hello();
	assert_int_equal(virt_uart_deinit(&ports[0].uart), 0);
	pair_settle(&pair);
	assert_int_equal(pair.host_end.ns_destroy + ttys[0].unbound, 1);
	/* Again, and under its old address or another: announced once more. */
	assert_int_equal(virt_uart_init(&ports[0].uart, &pair.remote.rpmsg, &config), 0);
	pair_settle(&pair);
	assert_int_equal(pair.host_end.ns_create, 3);
}

static void deinit_without_a_buffer(void **state)
{
	(void)state;
	start();
	say_hello();
	fill_up();
	assert_int_equal(virt_uart_deinit(&ports[1].uart), -EAGAIN);
	pair_settle(&pair);
	assert_int_equal(virt_uart_deinit(&ports[1].uart), 0);
}

static void follows_the_link(void **state)
{
	(void)state;
	start();
	say_hello();
	fill_up();
	pair_stop(&pair);
	pair_settle(&pair);
	assert_int_equal(ports[0].gone, 1);
	assert_int_equal(virt_uart_transmit(&ports[0].uart, "x", 1), -ENODEV);
	assert_int_equal(virt_uart_write(&ports[0].uart, "x", 1), -ENODEV);
	assert_int_equal(virt_uart_room(&ports[0].uart), 0);
	pair_start(&pair);
	pair_settle(&pair);
	/* What waited on the link that went is not told of buffers of the new one. */
	assert_int_equal(ports[0].ready, 0);
	assert_int_equal(pair.host_end.ns_create, 4);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(announces_itself, setup),
		cmocka_unit_test_setup(cannot_speak_first, setup),
		cmocka_unit_test_setup(two_ports_are_apart, setup),
		cmocka_unit_test_setup(empty_message_only_connects, setup),
		cmocka_unit_test_setup(limits, setup),
		cmocka_unit_test_setup(write_is_split, setup),
		cmocka_unit_test_setup(all_that_wait_are_told, setup),
		cmocka_unit_test_setup(other_endpoints_are_left_alone, setup),
		cmocka_unit_test_setup(held_message_keeps_its_bytes, setup),
		cmocka_unit_test_setup(holding_makes_the_host_wait, setup),
		cmocka_unit_test_setup(deinit_withdraws, setup),
		cmocka_unit_test_setup(deinit_without_a_buffer, setup),
		cmocka_unit_test_setup(follows_the_link, setup),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
