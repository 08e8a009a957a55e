// SPDX-License-Identifier: Apache-2.0
#include "server/body.h"

#include <brotli/encode.h>
#include <fmt/compile.h>
#include <fmt/format.h>
#include <zlib.h>
#include <zstd.h>

#include <algorithm>
#include <array>

#define XXH_INLINE_ALL
#include <xxhash.h>

namespace portolan::server {
namespace {

// Below this a body fits one packet however it is sent.
constexpr std::size_t kWorthCompressing = 1024;

// Below this a copy costs less than what a file needs.
constexpr std::size_t kWorthSealing = std::size_t{64} << 10U;

constexpr std::array<std::string_view, 4> kCodings = {"", "gzip", "br", "zstd"};

std::string gzip(std::string_view bytes, Effort effort) {
  z_stream stream{};
  constexpr int kGzipWindow = 15 + 16;
  if (deflateInit2(&stream, effort == Effort::kOnce ? 9 : 1, Z_DEFLATED, kGzipWindow, 8, Z_DEFAULT_STRATEGY) != Z_OK)
    return {};
  std::string out(deflateBound(&stream, bytes.size()), '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
  stream.avail_in = static_cast<uInt>(bytes.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  const int result = deflate(&stream, Z_FINISH);
  out.resize(stream.total_out);
  deflateEnd(&stream);
  return result == Z_STREAM_END ? out : std::string();
}

std::string brotli(std::string_view bytes, Effort effort) {
  std::size_t size = BrotliEncoderMaxCompressedSize(bytes.size());
  std::string out(size, '\0');
  const int quality = effort == Effort::kOnce ? 7 : 2;
  if (BrotliEncoderCompress(quality, BROTLI_DEFAULT_WINDOW, BROTLI_MODE_TEXT, bytes.size(),
                            reinterpret_cast<const std::uint8_t*>(bytes.data()), &size,
                            reinterpret_cast<std::uint8_t*>(out.data())) == BROTLI_FALSE)
    return {};
  out.resize(size);
  return out;
}

std::string zstd(std::string_view bytes, Effort effort) {
  std::string out(ZSTD_compressBound(bytes.size()), '\0');
  const std::size_t size =
      ZSTD_compress(out.data(), out.size(), bytes.data(), bytes.size(), effort == Effort::kOnce ? 12 : 1);
  if (ZSTD_isError(size) != 0) return {};
  out.resize(size);
  return out;
}

std::string kept(std::string compressed, std::size_t than) {
  if (compressed.size() >= than) return {};
  compressed.shrink_to_fit();
  return compressed;
}

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

// "0.5" in thousandths; what is no weight counts as none.
int weight_of(std::string_view parameter) {
  parameter = trimmed(parameter);
  if (!parameter.starts_with("q=") && !parameter.starts_with("Q=")) return 1000;
  parameter.remove_prefix(2);
  int weight = 0;
  int scale = 1000;
  for (const char c : parameter.substr(0, 5)) {
    if (c == '.') continue;
    if (c < '0' || c > '9') return 0;
    weight += (c - '0') * scale;
    scale /= 10;
  }
  return std::min(weight, 1000);
}

// Everything that is made of its bytes.
void finish(Body& body, Effort effort) {
  const std::string_view whole = body.in(Coding::kIdentity);
  body.tag = tag_of(whole);
  if (whole.size() < kWorthCompressing || effort == Effort::kNone) return;
  body.gzip = kept(compress(whole, Coding::kGzip, effort), whole.size());
  body.brotli = kept(compress(whole, Coding::kBrotli, effort), whole.size());
  body.zstd = kept(compress(whole, Coding::kZstd, effort), whole.size());
}

}  // namespace

std::string_view to_string(Coding coding) noexcept { return kCodings[static_cast<std::size_t>(coding)]; }

Coding choose_coding(std::string_view accept) noexcept {
  std::array<int, 4> weights = {0, -1, -1, -1};
  int others = -1;
  while (!accept.empty()) {
    const std::string_view item = accept.substr(0, accept.find(','));
    accept.remove_prefix(std::min(accept.size(), item.size() + 1));
    const std::size_t semicolon = item.find(';');
    const std::string_view word = trimmed(item.substr(0, semicolon));
    const int weight = semicolon == item.npos ? 1000 : weight_of(item.substr(semicolon + 1));
    if (word == "*") others = weight;
    if (net::same_word(word, "identity")) weights[0] = weight;
    for (std::size_t i = 1; i < weights.size(); ++i)
      if (net::same_word(word, kCodings[i])) weights[i] = weight;
  }
  for (int& weight : weights)
    if (weight < 0) weight = std::max(others, 0);
  constexpr std::array kSmallestFirst = {Coding::kBrotli, Coding::kZstd, Coding::kGzip};
  Coding best = Coding::kIdentity;
  int liked = 0;
  for (const Coding coding : kSmallestFirst)
    if (const int weight = weights[static_cast<std::size_t>(coding)]; weight > liked) {
      liked = weight;
      best = coding;
    }
  return best;
}

std::string_view Body::in(Coding coding) const noexcept {
  if (const auto& there = sealed[static_cast<std::size_t>(coding)]) return there->bytes();
  switch (coding) {
    case Coding::kGzip: return gzip;
    case Coding::kBrotli: return brotli;
    case Coding::kZstd: return zstd;
    case Coding::kIdentity: break;
  }
  return owner == nullptr ? std::string_view(identity) : lent;
}

std::string tag_of(std::string_view bytes) {
  const XXH128_hash_t hash = XXH3_128bits(bytes.data(), bytes.size());
  return fmt::format(FMT_COMPILE("{:016x}{:08x}"), hash.low64, hash.high64 & 0xFFFFFFFFU);
}

std::string compress(std::string_view bytes, Coding coding, Effort effort) {
  switch (coding) {
    case Coding::kGzip: return gzip(bytes, effort);
    case Coding::kBrotli: return brotli(bytes, effort);
    case Coding::kZstd: return zstd(bytes, effort);
    case Coding::kIdentity: break;
  }
  return {};
}

std::shared_ptr<const Body> prepare_body(std::string media_type, std::string bytes, Effort effort) {
  auto body = std::make_shared<Body>();
  body->media_type = std::move(media_type);
  body->identity = std::move(bytes);
  body->identity.shrink_to_fit();
  finish(*body, effort);
  return body;
}

std::shared_ptr<const Body> prepare_body(std::string media_type, std::string_view bytes,
                                         std::shared_ptr<const void> owner, Effort effort) {
  auto body = std::make_shared<Body>();
  body->media_type = std::move(media_type);
  body->lent = bytes;
  body->owner = std::move(owner);
  finish(*body, effort);
  return body;
}

std::shared_ptr<const Body> sealed(std::shared_ptr<const Body> body) {
  auto made = std::make_shared<Body>(*body);
  const std::array<std::string*, 4> strings = {&made->identity, &made->gzip, &made->brotli, &made->zstd};
  for (std::size_t i = 0; i < strings.size(); ++i) {
    if (strings[i]->size() < kWorthSealing) continue;
    made->sealed[i] = net::SealedBytes::of(*strings[i]);
    if (made->sealed[i] != nullptr) std::string().swap(*strings[i]);
  }
  return made;
}

void lend(std::shared_ptr<const Body> body, Coding coding, net::Response& response) {
  response.shared = body->in(coding);
  response.sealed = body->sealed[static_cast<std::size_t>(coding)].get();
  response.owner = std::move(body);
}

}  // namespace portolan::server
