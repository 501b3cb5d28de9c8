/* SPDX-License-Identifier: BSD-3-Clause */
/* Endpoints for programs: how they come to be, who may open them, and how they go. */
#include "host/char_fixture.h"

#include <fcntl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

static bool is_there(uint32_t number)
{
	struct stat status;

	return lstat(char_path(number), &status) == 0;
}

static struct rpmsg_bus *bus(void)
{
	return remoteproc_bus(rproc, 0);
}

static const struct rpmsg_channel *channel(const char *name)
{
	const struct rpmsg_channel *found = rpmsg_bus_channels(bus());

	while (found && strcmp(found->name, name) != 0)
		found = found->next;
	assert_non_null(found);
	return found;
}

static int create(const char *name, uint32_t src, uint32_t dst, struct rpmsg_char **made)
{
	struct rpmsg_char_request request = {.name = name, .src = src, .dst = dst};

	return rpmsg_char_create(chars, bus(), &request, made);
}

/* rpmsg-raw and rpmsg_chrdev by themselves, in the order of their announcement; nothing else. */
static void makes_those_that_linux_makes(void **state)
{
	const struct fake_event *event;
	struct stat status;

	(void)state;
	fixture_start();
	assert_string_equal(char_info(0).name, "rpmsg-raw");
	assert_string_equal(char_info(1).name, "rpmsg_chrdev");
	assert_string_equal(char_info(2).name, "rpmsg-raw");
	assert_null(rpmsg_char_find(chars, 3));
	assert_null(channel("other")->driver);
	assert_true(char_info(0).automatic);
	assert_int_equal(char_info(0).src, 1024);
	assert_int_equal(char_info(0).dst, channel("rpmsg-raw")->dst);
	assert_int_equal(lstat(char_path(0), &status), 0);
	assert_true(S_ISSOCK(status.st_mode));
	assert_int_equal(status.st_mode & 0777, 0600);
	event = fake_event(&fake, HOST_EVENT_ENDPOINT_CREATED, "rpmsg1");
	assert_non_null(event);
	assert_string_equal(event->path, char_path(1));
	assert_string_equal(event->text, "rpmsg_chrdev");
	assert_int_equal(rpmsg_char_destroy(rpmsg_char_find(chars, 0)), -EINVAL);
	char_stop();
	assert_null(rpmsg_char_first(chars));
	assert_false(is_there(0));
	assert_int_equal(fake.kinds[HOST_EVENT_ENDPOINT_REMOVED], 3);
	/* And again. */
	fixture_start();
	assert_true(is_there(2));
}

static void one_at_a_time(void **state)
{
	char got[8];
	int first;
	int second;

	(void)state;
	fixture_start();
	first = char_open(0);
	second = char_connect(0);
	assert_true(second >= 0);
	assert_int_equal(char_recv(second, got, sizeof(got)), CHAR_END);
	assert_int_equal(send(second, "x", 1, MSG_NOSIGNAL), -1);
	assert_int_equal(errno, EPIPE);
	close(second);
	/* The first one has not noticed. */
	char_send(first, "abc", 3);
	assert_int_equal(char_recv(first, got, sizeof(got)), 3);
	char_close(first);
	assert_false(char_info(0).open);
	second = char_open(0);
	char_close(second);
	assert_int_equal(fake.kinds[HOST_EVENT_ENDPOINT_OPENED], 2);
	assert_int_equal(fake.kinds[HOST_EVENT_ENDPOINT_CLOSED], 2);
}

static void by_name_takes_a_channel(void **state)
{
	struct rpmsg_char *made = NULL;
	char got[8];
	int fd;

	(void)state;
	fixture_start();
	assert_int_equal(create("other", 2000, RPMSG_ADDRESS_ANY, &made), 0);
	assert_int_equal(char_info(3).src, 2000);
	assert_int_equal(char_info(3).dst, channel("other")->dst);
	assert_string_equal(channel("other")->driver->name, "rpmsg_chrdev");
	fd = char_open(3);
	char_send(fd, "hello", 5);
	assert_int_equal(char_recv(fd, got, sizeof(got)), 5);
	assert_memory_equal(got, "hello", 5);
	/* It is taken, as is what became an endpoint by itself. */
	assert_int_equal(create("other", RPMSG_ADDRESS_ANY, RPMSG_ADDRESS_ANY, &made), -EBUSY);
	assert_int_equal(create("rpmsg_chrdev", RPMSG_ADDRESS_ANY, RPMSG_ADDRESS_ANY, &made),
			 -EBUSY);
	assert_int_equal(rpmsg_char_destroy(rpmsg_char_find(chars, 3)), 0);
	assert_int_equal(char_recv(fd, got, sizeof(got)), CHAR_END);
	close(fd);
	assert_false(is_there(3));
	/* The channel is there for the next. */
	assert_null(channel("other")->driver);
	assert_int_equal(create("other", RPMSG_ADDRESS_ANY, RPMSG_ADDRESS_ANY, &made), 0);
}

/* Whoever waits for a channel gets it at each announcement, under the same number. */
static void by_name_comes_back(void **state)
{
	struct rpmsg_char_request request = {"other", 1999, RPMSG_ADDRESS_ANY};
	struct rpmsg_char *made = NULL;
	char got[8];
	int fd;

	(void)state;
	assert_int_equal(rpmsg_char_create(chars, NULL, &request, &made), 0);
	assert_true(char_info(0).waiting);
	assert_false(is_there(0));
	assert_int_equal(fake.kinds[HOST_EVENT_ENDPOINT_CREATED], 0);
	fixture_start();
	assert_false(char_info(0).waiting);
	assert_int_equal(char_info(0).src, 1999);
	assert_string_equal(char_info(1).name, "rpmsg-raw");
	fd = char_open(0);
	/* Withdrawn and announced again. */
	assert_int_equal(rpmsg_endpoint_destroy(&firmware.services[2].endpoint), 0);
	fake_ring_a7(&fake, 0);
	assert_int_equal(char_recv(fd, got, sizeof(got)), CHAR_END);
	assert_true(char_info(0).waiting);
	assert_int_equal(char_connect(0), -ENOENT);
	assert_int_equal(send(fd, "x", 1, MSG_NOSIGNAL), -1);
	assert_int_equal(errno, EPIPE);
	close(fd);
	assert_int_equal(rpmsg_endpoint_create(&firmware.remote.rpmsg,
					       &firmware.services[2].endpoint,
					       &firmware.services[2].config, RPMSG_ADDRESS_ANY,
					       RPMSG_ADDRESS_ANY, NULL),
			 0);
	fake_ring_a7(&fake, 0);
	fake_settle(&fake);
	assert_false(char_info(0).waiting);
	/* A new start. */
	fd = char_open(0);
	char_stop();
	assert_int_equal(char_recv(fd, got, sizeof(got)), CHAR_END);
	close(fd);
	assert_true(char_info(0).waiting);
	assert_null(rpmsg_char_next(rpmsg_char_find(chars, 0)));
	fixture_start();
	fd = char_open(0);
	char_send(fd, "again", 5);
	assert_int_equal(char_recv(fd, got, sizeof(got)), 5);
	close(fd);
	assert_int_equal(rpmsg_char_destroy(rpmsg_char_find(chars, 0)), 0);
	/* One that waits goes as well. */
	assert_int_equal(create("never", RPMSG_ADDRESS_ANY, RPMSG_ADDRESS_ANY, &made), 0);
	assert_int_equal(rpmsg_char_destroy(made), 0);
}

static void by_address_lives_with_the_link(void **state)
{
	struct rpmsg_char *made = NULL;
	uint32_t dst;
	char got[8];
	int fd;

	(void)state;
	assert_int_equal(create("x", RPMSG_ADDRESS_ANY, 1024, &made), -ENODEV);
	fixture_start();
	dst = channel("other")->dst;
	assert_int_equal(create("label", 77, dst, &made), 0);
	assert_int_equal(char_info(3).src, 77);
	assert_false(char_info(3).automatic);
	/* Nobody took the channel. */
	assert_null(channel("other")->driver);
	fd = char_open(3);
	char_send(fd, "hello", 5);
	assert_int_equal(char_recv(fd, got, sizeof(got)), 5);
	/* The channel may go, the endpoint stays; with the link it goes. */
	assert_int_equal(rpmsg_endpoint_destroy(&firmware.services[2].endpoint), 0);
	fake_ring_a7(&fake, 0);
	assert_int_equal(char_recv(fd, got, sizeof(got)), CHAR_NOTHING);
	char_stop();
	assert_int_equal(char_recv(fd, got, sizeof(got)), CHAR_END);
	close(fd);
	assert_null(rpmsg_char_first(chars));
	assert_false(is_there(3));
	fixture_start();
	assert_null(rpmsg_char_find(chars, 3));
	/* Destroyed while a program has it open, and what it holds goes back. */
	assert_int_equal(create("label", RPMSG_ADDRESS_ANY, dst, &made), 0);
	fd = char_open(3);
	assert_int_equal(rpmsg_char_destroy(made), 0);
	assert_int_equal(char_recv(fd, got, sizeof(got)), CHAR_END);
	close(fd);
}

static void refuses_what_cannot_be(void **state)
{
	struct rpmsg_char *made = NULL;
	struct rpmsg_bus_endpoint own = {.endpoint = {0}};
	uint32_t i;

	(void)state;
	fixture_start();
	assert_int_equal(create("", RPMSG_ADDRESS_ANY, 1, &made), -EINVAL);
	assert_int_equal(create("01234567890123456789012345678901", RPMSG_ADDRESS_ANY, 1, &made),
			 -EINVAL);
	assert_int_equal(create("x", 1024, 1, &made), -EADDRINUSE);
	/* It would hear the announcements in place of the name service. */
	assert_int_equal(create("x", 53, 1, &made), -EADDRINUSE);
	assert_int_equal(create("other", 53, RPMSG_ADDRESS_ANY, &made), -EADDRINUSE);
	assert_null(channel("other")->driver);
	assert_int_equal(rpmsg_bus_endpoint_open(bus(), &own, 9, RPMSG_ADDRESS_ANY), -EINVAL);
	assert_null(rpmsg_char_find(chars, 3));
	for (i = 3; i < RPMSG_CHAR_COUNT; i++)
		assert_int_equal(create("none", RPMSG_ADDRESS_ANY, RPMSG_ADDRESS_ANY, &made), 0);
	assert_int_equal(create("none", RPMSG_ADDRESS_ANY, RPMSG_ADDRESS_ANY, &made), -ENOSPC);
}

/* A path that is somebody's is left to him, and one that nobody listens at is taken over. */
static void leaves_to_others_what_is_theirs(void **state)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	int other = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0);
	int file;

	(void)state;
	(void)snprintf(address.sun_path, sizeof(address.sun_path), "%s", char_path(0));
	assert_int_equal(bind(other, (const struct sockaddr *)&address, sizeof(address)), 0);
	assert_int_equal(listen(other, 1), 0);
	file = open(char_path(1), O_CREAT | O_WRONLY, 0600);
	assert_true(file >= 0);
	close(file);
	fixture_start();
	/* The channels are there, without driver. */
	assert_null(rpmsg_char_find(chars, 0));
	assert_null(channel("rpmsg-raw")->driver);
	assert_null(channel("rpmsg_chrdev")->driver);
	assert_non_null(fake_event(&fake, HOST_EVENT_NOTE, "rpmsg-socket"));
	char_stop();
	assert_true(is_there(0));
	assert_true(is_there(1));
	close(other);
	unlink(char_path(1));
	fixture_start();
	assert_non_null(rpmsg_char_find(chars, 2));
	close(char_open(0));
	/* A file put in its place is not removed. */
	unlink(char_path(2));
	file = open(char_path(2), O_CREAT | O_WRONLY, 0600);
	close(file);
	char_stop();
	assert_true(is_there(2));
	unlink(char_path(2));
}

/* ---- users in this program ---- */

struct user {
	struct rpmsg_char_user user;
	char got[16];
	uint32_t length;
	unsigned messages;
	unsigned ready;
	bool gone;
};

static void user_receive(struct rpmsg_char_user *base, const struct rpmsg_message *message)
{
	struct user *user = COPRO_CONTAINER_OF(base, struct user, user);

	user->messages++;
	user->length = message->length;
	memcpy(user->got, message->data, message->length < 16 ? message->length : 16);
}

static void user_ready(struct rpmsg_char_user *base)
{
	COPRO_CONTAINER_OF(base, struct user, user)->ready++;
}

static void user_gone(struct rpmsg_char_user *base)
{
	COPRO_CONTAINER_OF(base, struct user, user)->gone = true;
}

static void opens_from_within(void **state)
{
	struct user user = {.user = {user_receive, user_ready, user_gone}};
	struct rpmsg_char *endpoint;
	char got[8];
	int fd;

	(void)state;
	fixture_start();
	endpoint = rpmsg_char_find(chars, 0);
	fd = char_open(0);
	assert_int_equal(rpmsg_char_open(endpoint, &user.user), -EBUSY);
	close(fd);
	assert_int_equal(rpmsg_char_open(endpoint, &user.user), 0);
	fd = char_connect(0);
	assert_int_equal(char_recv(fd, got, sizeof(got)), CHAR_END);
	close(fd);
	assert_int_equal(rpmsg_char_send(endpoint, "ping", 4), 0);
	fake_settle(&fake);
	assert_int_equal(user.messages, 1);
	assert_memory_equal(user.got, "ping", 4);
	firmware.hog = true;
	while (rpmsg_char_send(endpoint, "x", 1) == 0)
		fake_settle(&fake);
	assert_int_equal(rpmsg_char_send(endpoint, "x", 1), -EAGAIN);
	echo_release(&firmware);
	fake_settle(&fake);
	assert_true(user.ready > 0);
	rpmsg_char_close(endpoint);
	assert_int_equal(rpmsg_char_open(endpoint, &user.user), 0);
	char_stop();
	assert_true(user.gone);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, char_set_up, char_tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(makes_those_that_linux_makes),    TEST(one_at_a_time),
		TEST(by_name_takes_a_channel),	       TEST(by_name_comes_back),
		TEST(by_address_lives_with_the_link),  TEST(refuses_what_cannot_be),
		TEST(leaves_to_others_what_is_theirs), TEST(opens_from_within),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
