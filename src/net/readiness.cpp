// SPDX-License-Identifier: Apache-2.0
#include "net/readiness.h"

#include <cerrno>
#include <system_error>

namespace portolan::net {
namespace {

constexpr int kRounds = 16;  // before the loop's other work has its turn

int new_queue() {
  const int queue = ::epoll_create1(EPOLL_CLOEXEC);
  if (queue < 0) throw std::system_error(errno, std::generic_category(), "epoll_create1");
  return queue;
}

}  // namespace

Readiness::Readiness(asio::io_context& io) : queue_(io.get_executor(), new_queue()) {}

bool Readiness::add(int socket, Watcher& watcher) noexcept {
  epoll_event wanted{};
  wanted.events = EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET;
  wanted.data.ptr = &watcher;
  return ::epoll_ctl(queue_.native_handle(), EPOLL_CTL_ADD, socket, &wanted) == 0;
}

void Readiness::forget(int socket, const Watcher& watcher) noexcept {
  // Closing would not do: a process that is just being started may still have the socket.
  ::epoll_ctl(queue_.native_handle(), EPOLL_CTL_DEL, socket, nullptr);
  for (std::size_t i = told_; i < count_; ++i)
    if (events_[i].data.ptr == &watcher) events_[i].data.ptr = nullptr;
}

void Readiness::start() {
  queue_.async_wait(asio::posix::descriptor_base::wait_read, [this](const boost::system::error_code& error) {
    if (error) return;
    drain();
    start();
  });
}

void Readiness::stop() noexcept {
  boost::system::error_code ignored;
  queue_.cancel(ignored);
}

void Readiness::drain() noexcept {
  for (int round = 0; round < kRounds; ++round) {
    const int count = ::epoll_wait(queue_.native_handle(), events_.data(), static_cast<int>(events_.size()), 0);
    if (count <= 0) return;
    count_ = static_cast<std::size_t>(count);
    for (told_ = 0; told_ < count_;) {
      const epoll_event& event = events_[told_++];
      if (event.data.ptr != nullptr) static_cast<Watcher*>(event.data.ptr)->tell(event.events);
    }
    count_ = 0;
  }
}

}  // namespace portolan::net
