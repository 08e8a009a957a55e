/* SPDX-License-Identifier: Apache-2.0
 *
 * The C interface: questions to a compiled lookup file (see lookup.h for the C++ one).
 *
 *     portolan_lookup *lookup;
 *     char why[256];
 *     if (portolan_open(portolan_registry_path(), &lookup, why, sizeof why) != PORTOLAN_OK) { puts(why); return 1; }
 *     portolan_record record;
 *     if (portolan_on_port(lookup, 443, PORTOLAN_TCP, &record, 1) > 0)
 *       printf("%.*s\n", (int)record.name.size, record.name.data);
 *     portolan_close(lookup);
 *
 * Thread-safety: a portolan_lookup can be read by any number of threads at once; those reads take no lock and allocate
 * nothing. A portolan_search belongs to one thread at a time.
 * Lifetimes: texts point into the file and are good until portolan_close. They are UTF-8 and NOT terminated by a zero
 * byte. A text that is not there has size 0; its data may be null.
 * No function ends the process, prints, or throws.
 */
#ifndef PORTOLAN_PORTOLAN_H_
#define PORTOLAN_PORTOLAN_H_

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct portolan_lookup portolan_lookup;
typedef struct portolan_search portolan_search;

/* What a function that can fail returns. The numbers never change. */
typedef enum portolan_status {
  PORTOLAN_OK = 0,
  PORTOLAN_INVALID_ARGUMENT = 1, /* a null pointer, a transport that is none */
  PORTOLAN_DAMAGED = 5,          /* no lookup file, of another version, cut or changed */
  PORTOLAN_NOT_FOUND = 6,        /* no such file */
  PORTOLAN_IO = 7                /* the operating system refused, or memory is short */
} portolan_status;

/* Transport protocols; in questions PORTOLAN_ANY asks for all four. */
enum { PORTOLAN_ANY = -1, PORTOLAN_TCP = 0, PORTOLAN_UDP = 1, PORTOLAN_SCTP = 2, PORTOLAN_DCCP = 3 };

/* Status of a record (RFC 6335, section 6). */
enum {
  PORTOLAN_ASSIGNED = 0,
  PORTOLAN_HISTORIC = 1,
  PORTOLAN_UNASSIGNED = 2,
  PORTOLAN_RESERVED = 3,
  PORTOLAN_DEASSIGNED = 4
};

/* How well a record fits a search, best first. */
enum {
  PORTOLAN_EXACT_NAME = 0,
  PORTOLAN_NAME_PREFIX = 1,
  PORTOLAN_WORD = 2,
  PORTOLAN_WORD_PREFIX = 3,
  PORTOLAN_SUBSTRING = 4,
  PORTOLAN_MISSPELLING = 5
};

typedef struct portolan_text {
  const char *data;
  size_t size; /* bytes */
} portolan_text;

/* year 0: no date; day 0: only the month is known. */
typedef struct portolan_date {
  uint16_t year;
  uint8_t month;
  uint8_t day;
} portolan_date;

/* One record: the twelve columns and what is derived from them. */
typedef struct portolan_record {
  uint32_t position; /* in the registry's order, from 0 */
  int status;
  int has_ports; /* 0: a service name without a port */
  uint16_t first_port;
  uint16_t last_port;
  int transport; /* PORTOLAN_ANY: none given, which for a port means all */
  int has_service_code;
  uint32_t service_code; /* DCCP only */
  portolan_date registered;
  portolan_date modified;
  portolan_date deassigned;
  portolan_text name;
  portolan_text description;
  portolan_text assignee; /* "[Jon_Postel]" */
  portolan_text contact;
  portolan_text reference; /* "[RFC9110]" */
  portolan_text unauthorized_use;
  portolan_text notes;
  portolan_text alias_of; /* the well-formed name for a historic one */
  portolan_text replaces; /* the historic names, separated by newlines */
  int rank;               /* of a search, else 0 */
} portolan_record;

typedef struct portolan_contact {
  portolan_text id;
  portolan_text name;
  portolan_text organization;
  portolan_text uris; /* separated by newlines; IANA writes & for @ */
  portolan_date updated;
} portolan_contact;

/* The version of the library, "0.1.0". */
const char *portolan_version(void);
/* The lookup file that was installed with the library; never null, but the file can be missing. The shared library
 * looks from the folder it was loaded from, so it finds its registry also after the installed tree was moved; if none
 * is there, and always in the static library, it is the path that the build was configured for. Decided at the first
 * call; good until the library is unloaded. A registry that the administrator updates lies elsewhere
 * (/var/lib/portolan/registry.lookup): a program that wants it tries that path first. */
const char *portolan_registry_path(void);

/* Maps a lookup file and compares its checksums. On failure *lookup is null and, if `why` is not, it gets the reason,
 * cut to `why_size` bytes and terminated. */
portolan_status portolan_open(const char *path, portolan_lookup **lookup, char *why, size_t why_size);
/* Accepts null. */
void portolan_close(portolan_lookup *lookup);

uint32_t portolan_count(const portolan_lookup *lookup);        /* records */
portolan_date portolan_updated(const portolan_lookup *lookup); /* the date of the data */

/* Each fills up to `capacity` records and returns how many there are, which can be more; 0 if there are none.
 * `records` may be null if `capacity` is 0. A range that is reversed and a transport that is none have no records. */
size_t portolan_on_port(const portolan_lookup *lookup, uint16_t port, int transport, portolan_record *records,
                        size_t capacity);
size_t portolan_in_range(const portolan_lookup *lookup, uint16_t first, uint16_t last, int transport,
                         portolan_record *records, size_t capacity);
/* In any case of letters. `size` bytes of `name`, which needs no terminator. */
size_t portolan_named(const portolan_lookup *lookup, const char *name, size_t size, portolan_record *records,
                      size_t capacity);

/* 1 and the record at that position of the registry's order, or 0. */
int portolan_record_at(const portolan_lookup *lookup, uint32_t position, portolan_record *record);
/* 1 and the contact with that id, or 0. */
int portolan_contact_by_id(const portolan_lookup *lookup, const char *id, size_t size, portolan_contact *contact);

/* Full-text search. The lookup must outlive it. Null if memory is short. */
portolan_search *portolan_search_new(const portolan_lookup *lookup);
void portolan_search_free(portolan_search *search);
/* Fills up to `capacity` records, best first, at most 256, and returns how many it filled. */
size_t portolan_search_run(portolan_search *search, const char *text, size_t size, portolan_record *records,
                           size_t capacity);

#ifdef __cplusplus
}
#endif

#endif /* PORTOLAN_PORTOLAN_H_ */
