// SPDX-License-Identifier: Apache-2.0
//
// Memory for a large document, asked of the kernel in few large pages instead of thousands of small ones (of a whole
// conversion, a fifth of the time is otherwise the kernel handing out pages), and given back.
#pragma once

#include <cstddef>

namespace portolan::app {

// To be called before a document of that many bytes is read. Changes where later allocations come from, nothing else;
// where the system has no such pages it does nothing. Not thread-safe: for a program's first steps.
void expect_document(std::size_t bytes);

// Gives memory that is free by now back to the system, for a program that stays: what a large document leaves behind
// would else be kept for the next one. Takes milliseconds; any thread.
void give_memory_back() noexcept;

}  // namespace portolan::app
