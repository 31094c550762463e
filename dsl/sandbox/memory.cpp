#include "dsl/sandbox/memory.h"

#include <algorithm>
#include <cassert>
#include <cstdlib>

namespace tipring::dsl {
namespace {

// Stands before each block. Lua asks for no more than the alignment of a pointer.
struct Header {
  AccountId payer;
  std::uint32_t unused;
};
static_assert(sizeof(Header) == 8);

Header* header_of(void* block) {
  return static_cast<Header*>(block) - 1;
}

}  // namespace

Memory::Memory(const SandboxLimits& limits) : limits_(limits), collect_at_(limits.memory_of_state / 4 * 3) {
  accounts_.push_back({.open = true});
}

AccountId Memory::open(std::uint64_t allowance, Instant now) {
  if (free_.empty()) {
    free_.push_back(static_cast<std::uint32_t>(accounts_.size()));
    accounts_.emplace_back();
  }
  const std::uint32_t number = free_.back();
  free_.pop_back();
  accounts_[number] = {.allowance = allowance, .refilled = now, .open = true};
  return AccountId{number};
}

void Memory::close(AccountId account) {
  assert(account != AccountId::site && at(account).open);
  at(account).open = false;
  if (at(account).held == 0) free_.push_back(static_cast<std::uint32_t>(account));
  if (payer_ == account) payer_ = AccountId::site;
}

void Memory::credit(AccountId account, std::size_t size) {
  total_ -= size;
  Account& payer = at(account);
  payer.held -= size;
  if (payer.held == 0 && !payer.open) free_.push_back(static_cast<std::uint32_t>(account));
}

void Memory::release(void* block, std::size_t size) {
  if (block == nullptr) return;
  Header* header = header_of(block);
  credit(header->payer, size + sizeof(Header));
  std::free(header);
}

Memory::Refusal Memory::verdict(std::size_t more) const {
  if (!in_slice_) return Refusal::none;
  // Garbage is charged until it is collected, hence the room above what the hook looks at (wants_collection()):
  // it takes one allocation of up to the whole limit.
  const bool over = payer_ != AccountId::site &&
                    at(payer_).bound + more > 2 * limits_.memory_per_task + limits_.memory_per_task / 8;
  if (over) return Refusal::task;
  return total_ + more > limits_.memory_of_state ? Refusal::state : Refusal::none;
}

void* Memory::allocate(void* block, std::size_t old_size, std::size_t new_size) {
  if (new_size == 0) {
    release(block, old_size);
    return nullptr;
  }
  const std::size_t more =
      block == nullptr ? new_size + sizeof(Header) : new_size - std::min(old_size, new_size);
  if (more > 0) {
    const Refusal refused = verdict(more);
    if (refused != Refusal::none) {
      refusal_ = refused;
      return nullptr;
    }
  }
  Header* old_header = block == nullptr ? nullptr : header_of(block);
  const AccountId old_payer = old_header == nullptr ? payer_ : old_header->payer;
  auto* header = static_cast<Header*>(std::realloc(old_header, new_size + sizeof(Header)));
  if (header == nullptr) {
    refusal_ = Refusal::state;
    return nullptr;
  }
  // Charged before the old block is credited, so that an account does not close in between.
  header->payer = more > 0 ? payer_ : old_payer;
  if (more > 0) at(payer_).bound += old_payer == payer_ ? more : new_size + sizeof(Header);
  at(header->payer).held += new_size + sizeof(Header);
  total_ += new_size + sizeof(Header);
  allocated_ += more;
  if (block != nullptr) credit(old_payer, old_size + sizeof(Header));
  return header + 1;
}

void Memory::begin_slice() {
  in_slice_ = true;
  allocated_ = 0;
  refusal_ = Refusal::none;
}

bool Memory::wants_collection() const {
  const bool task =
      payer_ != AccountId::site && at(payer_).bound > limits_.memory_per_task + limits_.memory_per_task / 8;
  return task || total_ > collect_at_;
}

void Memory::collected() {
  at(payer_).bound = at(payer_).held;
  // Halfway between what is alive and the end, so that collections do not follow each other ever faster.
  const std::size_t limit = limits_.memory_of_state;
  collect_at_ = std::max(limit / 4 * 3, total_ + (limit - std::min(total_, limit)) / 2);
}

bool Memory::task_is_over() const {
  return payer_ != AccountId::site && at(payer_).held > limits_.memory_per_task;
}

std::uint64_t Memory::allowance(AccountId account, Instant now) {
  Account& payer = at(account);
  const auto elapsed = std::min(now - payer.refilled, limits_.window);
  // In doubles, whose 53 bits hold an allowance exactly; microseconds times instructions would overflow.
  const double regained = static_cast<double>(limits_.instructions_per_window) *
                          static_cast<double>(elapsed.count()) / static_cast<double>(limits_.window.count());
  const auto whole = static_cast<std::uint64_t>(std::max(regained, 0.0));
  if (whole > 0) {
    payer.allowance = std::min(limits_.instructions_per_window, payer.allowance + whole);
    payer.refilled = now;
  }
  return payer.allowance;
}

void Memory::spend(AccountId account, std::uint64_t instructions) {
  Account& payer = at(account);
  payer.allowance -= std::min(payer.allowance, instructions);
}

}  // namespace tipring::dsl
