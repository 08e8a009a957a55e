// SPDX-License-Identifier: Apache-2.0
//
// Making again what is made from the events.
#pragma once

#include "ledger/ledger.h"
#include "portolan/error.h"

namespace portolan::ledger {

// Throws away everything that follows from the events and makes it from their bytes: registries, who holds what, where
// subjects occur, documents, checkpoints, the tree, the columns by which events and personal data are found. Personal
// data itself stays. One write transaction: all or nothing. It may be ended by `progress`.
//
// Numbers of registries are given in the order in which they first occur. A registry's version does not fall; it may
// rise, and then an append that was prepared before is a conflict.
//
// The events are believed. Only where all else speaks against them it fails with kDamaged and changes nothing: what was
// altered or cut off would look right afterwards, and a backup is the way back. That is so if their own hashes and the
// kept edge of the tree agree with each other and not with the bytes, if the tree is over more events than there are,
// or if they are not those that were signed last. kDamaged also for events that are missing, cannot be read or do not
// fit those before them.
Result<void> rebuild(Ledger& ledger, const Progress& progress = {});

}  // namespace portolan::ledger
