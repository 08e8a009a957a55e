// SPDX-License-Identifier: Apache-2.0
//
// The stores of tests, for those who keep a ledger there.
#pragma once

#include "ledger_address.h"
#include "stores.h"
