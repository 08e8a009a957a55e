/* SPDX-License-Identifier: Apache-2.0
 *
 *     ports [FILE]
 *
 * Asks a registry for a port, a name and some words. FILE is a lookup file, as `portolan compile` writes it; without it
 * the registry that was installed with the library answers.
 */
#include <portolan/portolan.h>
#include <stdio.h>
#include <string.h>

enum { CAPACITY = 8 };

/* Texts have a size and no zero byte at their end, and they point into the lookup: copy what has to outlive it. */
static void print_text(portolan_text text) {
  if (text.size > 0) fwrite(text.data, 1, text.size, stdout);
}

static void print(const portolan_record *record) {
  static const char *const transports[] = {"tcp", "udp", "sctp", "dccp"};
  printf("  ");
  print_text(record->name);
  /* A record without a port is a service name alone; one without a transport covers all of them. */
  if (record->has_ports) printf(" %u", (unsigned)record->first_port);
  if (record->has_ports && record->last_port != record->first_port) printf("-%u", (unsigned)record->last_port);
  if (record->transport != PORTOLAN_ANY) printf("/%s", transports[record->transport]);
  printf("  ");
  print_text(record->description);
  printf("\n");
}

/* A question fills what there is room for and returns how many records there are, which can be more. */
static void print_all(const portolan_record *records, size_t count) {
  for (size_t i = 0; i < count && i < CAPACITY; ++i) print(&records[i]);
  if (count > CAPACITY) printf("  and %u more\n", (unsigned)(count - CAPACITY));
}

static void print_date(portolan_date date) {
  if (date.year != 0) printf("%04u-%02u", (unsigned)date.year, (unsigned)date.month);
  if (date.day != 0) printf("-%02u", (unsigned)date.day);
}

static void search(const portolan_lookup *lookup, const char *words) {
  portolan_record records[CAPACITY];
  /* Threads can share a lookup, but each needs a search of its own: it holds the memory that a search works in. */
  portolan_search *search = portolan_search_new(lookup);
  if (search == NULL) return;
  print_all(records, portolan_search_run(search, words, strlen(words), records, 3)); /* the best three */
  portolan_search_free(search);
}

int main(int argc, char **argv) {
  portolan_lookup *lookup;
  portolan_record records[CAPACITY];
  char why[256];

  if (portolan_open(argc > 1 ? argv[1] : portolan_registry_path(), &lookup, why, sizeof why) != PORTOLAN_OK) {
    fprintf(stderr, "ports: %s\n", why);
    return 1;
  }

  /* Always tell people how old the answers are. */
  printf("registry of ");
  print_date(portolan_updated(lookup));
  printf(", %lu records\n", (unsigned long)portolan_count(lookup));

  /* A port can have several names, and so several records. No record is no error. */
  printf("443/tcp:\n");
  print_all(records, portolan_on_port(lookup, 443, PORTOLAN_TCP, records, CAPACITY));

  printf("PostgreSQL:\n"); /* the case of a name does not matter */
  print_all(records, portolan_named(lookup, "PostgreSQL", strlen("PostgreSQL"), records, CAPACITY));

  printf("apple remote:\n");
  search(lookup, "apple remote");

  portolan_close(lookup); /* from here on no text of a record may be read */
  return 0;
}
