/* SPDX-License-Identifier: BSD-3-Clause */
#include "machine/rpmsg_report.h"

#include <string.h>

#include "host/text.h"

/* What a firmware says of itself need not be text. */
static json_t *name_of(const char *name)
{
	char clean[4 * RPMSG_NAME_SIZE];

	(void)text_clean(clean, sizeof(clean), name, strlen(name));
	return json_string(clean);
}

/* NULL for none. */
static json_t *address_of(uint32_t address)
{
	return address == RPMSG_ADDRESS_ANY ? json_null() : json_integer(address);
}

static json_t *count_of(uint64_t count)
{
	return json_integer((json_int_t)count);
}

static json_t *channel_report(struct machine *machine, const struct rpmsg_channel *channel,
			      uint32_t vdev)
{
	const struct tty *tty = tty_set_of(machine_ttys(machine), channel);

	return json_pack("{s:o, s:i, s:o, s:o, s:s?, s:o}", "service", name_of(channel->name),
			 "vdev", (int)vdev, "src", address_of(channel->src), "dst",
			 address_of(channel->dst), "driver",
			 channel->driver ? channel->driver->name : NULL, "tty",
			 tty ? json_integer(tty_number(tty)) : json_null());
}

json_t *rpmsg_report_endpoint(const struct rpmsg_char *endpoint)
{
	struct rpmsg_char_info info;

	rpmsg_char_info(endpoint, &info);
	return json_pack("{s:i, s:o, s:s?, s:b, s:b, s:b, s:o, s:o, s:i, s:i, s:o, s:o, s:o, s:o}",
			 "number", (int)info.number, "service", name_of(info.name), "path",
			 info.path, "automatic", info.automatic, "waiting", info.waiting, "open",
			 info.open, "src", address_of(info.src), "dst", address_of(info.dst),
			 "vdev", (int)info.vdev, "kept", (int)info.kept, "sent",
			 count_of(info.sent), "received", count_of(info.received), "lost",
			 count_of(info.lost), "refused", count_of(info.refused));
}

static json_t *channels_report(struct machine *machine)
{
	struct remoteproc *rproc = machine_remoteproc(machine);
	json_t *list = json_array();

	for (uint32_t vdev = 0; rproc && vdev < RPROC_VDEVS; vdev++) {
		const struct rpmsg_bus *bus = remoteproc_bus(rproc, vdev);
		const struct rpmsg_channel *channel = bus ? rpmsg_bus_channels(bus) : NULL;

		for (; channel; channel = channel->next)
			json_array_append_new(list, channel_report(machine, channel, vdev));
	}
	return list;
}

static json_t *endpoints_report(struct machine *machine)
{
	struct rpmsg_char_set *set = machine_endpoints(machine);
	struct rpmsg_char *endpoint = set ? rpmsg_char_first(set) : NULL;
	json_t *list = json_array();

	for (; endpoint; endpoint = rpmsg_char_next(endpoint))
		json_array_append_new(list, rpmsg_report_endpoint(endpoint));
	return list;
}

json_t *rpmsg_report_list(struct machine *machine)
{
	return json_pack("{s:o, s:o}", "channels", channels_report(machine), "endpoints",
			 endpoints_report(machine));
}

/* ---- ping ---- */

static json_t *figures_report(const struct ping_figures *figures)
{
	return json_pack("{s:f, s:f, s:f, s:f}", "min", figures->least, "median", figures->median,
			 "mean", figures->mean, "max", figures->most);
}

static json_t *hops_report(const struct ping_result *result)
{
	json_t *list = json_array();

	for (unsigned hop = 0; result->received && hop <= PING_TOTAL; hop++)
		json_array_append_new(list,
				      json_pack("{s:s, s:i, s:o, s:o}", "name", ping_hop_name(hop),
						"seen", (int)result->hops[hop].seen, "cycles",
						figures_report(&result->hops[hop].cycles), "ns",
						figures_report(&result->hops[hop].ns)));
	return list;
}

json_t *rpmsg_report_ping(const char *service, uint32_t size, const struct ping_result *result)
{
	return json_pack("{s:o, s:i, s:i, s:i, s:i, s:i, s:f, s:o}", "service", name_of(service),
			 "size", (int)size, "sent", (int)result->sent, "received",
			 (int)result->received, "lost", (int)result->lost, "strange",
			 (int)result->strange, "mhz", result->mhz, "hops", hops_report(result));
}
