// SPDX-License-Identifier: Apache-2.0
//
// The static libfmt that Debian does not have: the package brings what it would be made of as a header. The three
// templates are those that fmt/format.h declares but leaves to the library.
#include <fmt/format-inl.h>

#include <locale>

template std::locale fmt::detail::locale_ref::get<std::locale>() const;
template fmt::detail::thousands_sep_result<char> fmt::detail::thousands_sep_impl<char>(fmt::detail::locale_ref);
template char fmt::detail::decimal_point_impl<char>(fmt::detail::locale_ref);
