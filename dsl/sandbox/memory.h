#pragma once

#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include "dsl/sandbox/limits.h"
#include "runtime/base/clock.h"

namespace tipring::dsl {

/// Who pays for memory and instructions. Accounts are numbered anew when nothing is charged to them any more.
enum class AccountId : std::uint32_t { site = 0 };

/// The allocator of a Lua state, with accounts. Each block remembers who paid for it, and its release is
/// credited there; a block that grows is charged to the account that makes it grow. Sizes are those Lua asks
/// for.
///
/// Decisions about a task rest on what it has allocated since its last full collection, not on garbage that
/// happens to be swept already: Lua sweeps in the order of string hashes, whose seed differs from run to run.
/// What remains of that seed is small, the moment at which a table whose keys were removed is rehashed and at
/// which Lua's own buffer shrinks: a decision at the very edge of a limit may come a few instructions earlier
/// or later.
class Memory {
 public:
  /// What stopped an allocation.
  enum class Refusal : std::uint8_t { none, task, state };

  explicit Memory(const SandboxLimits& limits);

  AccountId open(std::uint64_t allowance, Instant now);
  void close(AccountId account);

  /// As lua_Alloc: null when refused or when the machine has no memory. Refuses only within a slice, since
  /// outside of one nobody could catch Lua's error.
  void* allocate(void* block, std::size_t old_size, std::size_t new_size);

  /// From here on `account` pays.
  void charge_to(AccountId account) { payer_ = account; }
  AccountId payer() const { return payer_; }

  /// A slice begins or ends: limits hold in between.
  void begin_slice();
  void end_slice() { in_slice_ = false; }
  /// Suspends the limits within a slice, or puts them in force again. Returns what held before.
  bool limit(bool on) { return std::exchange(in_slice_, on); }
  Refusal refusal() const { return refusal_; }

  /// The payer is being ended for its memory: a full collection is due when its account is closed.
  void collect_at_close() { at(payer_).collect_at_close = true; }
  bool collects_at_close(AccountId account) const { return at(account).collect_at_close; }

  /// Worth a full collection: the payer or the state holds, garbage included, more than it may.
  bool wants_collection() const;
  /// Tells that a full collection has been made.
  void collected();
  /// After a collection: the payer holds too much.
  bool task_is_over() const;
  /// The payer has allocated more in this slice than it may, whether it holds it or not.
  bool allocated_too_much() const { return allocated_ > limits_.allocation_per_slice; }

  /// Something for the hook to look at before the next instruction.
  bool wants_attention() const {
    return refusal_ != Refusal::none || allocated_too_much() || wants_collection();
  }

  std::size_t held_by(AccountId account) const { return at(account).held; }
  std::size_t total() const { return total_; }

  /// The processor's side of an account: what is left of the allowance at `now`.
  std::uint64_t allowance(AccountId account, Instant now);
  void spend(AccountId account, std::uint64_t instructions);

 private:
  struct Account {
    std::size_t held = 0;
    std::size_t bound = 0;  // Held after the last full collection, and allocated since: at least what is alive.
    std::uint64_t allowance = 0;
    Instant refilled{};
    bool open = false;
    bool collect_at_close = false;
  };

  Account& at(AccountId account) { return accounts_[static_cast<std::size_t>(account)]; }
  const Account& at(AccountId account) const { return accounts_[static_cast<std::size_t>(account)]; }
  void credit(AccountId account, std::size_t size);
  Refusal verdict(std::size_t more) const;
  void release(void* block, std::size_t size);

  SandboxLimits limits_;
  std::vector<Account> accounts_;
  std::vector<std::uint32_t> free_;
  std::size_t total_ = 0;
  std::size_t collect_at_;
  std::size_t allocated_ = 0;
  AccountId payer_ = AccountId::site;
  Refusal refusal_ = Refusal::none;
  bool in_slice_ = false;
};

}  // namespace tipring::dsl
