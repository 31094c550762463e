#pragma once

#include <cassert>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <utility>
#include <vector>

namespace tipring {

/// Refers to an object in a SlotMap without owning it. A handle whose object is gone finds nothing, even
/// when the slot has been given to another object since: the generations differ. `Tag` keeps handles of
/// different maps apart.
template <typename Tag>
struct Handle {
  std::uint32_t slot = 0;
  std::uint32_t generation = 0;  ///< 0 refers to nothing.

  explicit operator bool() const { return generation != 0; }
  friend bool operator==(Handle, Handle) = default;
};

/// Owns objects in reusable slots and hands out handles to them.
template <typename T, typename Tag = T>
class SlotMap {
 public:
  using HandleType = Handle<Tag>;

  HandleType insert(T value) {
    if (free_.empty()) {
      free_.push_back(static_cast<std::uint32_t>(slots_.size()));
      slots_.emplace_back();
    }
    const std::uint32_t slot = free_.back();
    free_.pop_back();
    slots_[slot].value.emplace(std::move(value));
    ++count_;
    return {slot, slots_[slot].generation};
  }

  /// Null when the object is gone.
  T* find(HandleType handle) {
    if (handle.slot >= slots_.size() || slots_[handle.slot].generation != handle.generation) return nullptr;
    auto& value = slots_[handle.slot].value;
    return value ? &*value : nullptr;
  }

  /// Takes the object out; nothing when it is gone already.
  std::optional<T> take(HandleType handle) {
    if (find(handle) == nullptr) return std::nullopt;
    auto& slot = slots_[handle.slot];
    std::optional<T> taken = std::move(slot.value);
    slot.value.reset();
    if (++slot.generation == 0) slot.generation = 1;
    free_.push_back(handle.slot);
    --count_;
    return taken;
  }

  bool erase(HandleType handle) { return take(handle).has_value(); }

  std::size_t size() const { return count_; }

  /// Calls `visit(handle, object)` in slot order. `visit` must not insert or erase.
  template <typename Visit>
  void for_each(Visit visit) {
    for (std::uint32_t slot = 0; slot < slots_.size(); ++slot) {
      if (slots_[slot].value) visit(HandleType{slot, slots_[slot].generation}, *slots_[slot].value);
    }
  }

 private:
  struct Slot {
    std::uint32_t generation = 1;
    std::optional<T> value;
  };
  std::vector<Slot> slots_;
  std::vector<std::uint32_t> free_;
  std::size_t count_ = 0;
};

}  // namespace tipring

template <typename Tag>
struct std::hash<tipring::Handle<Tag>> {
  std::size_t operator()(tipring::Handle<Tag> handle) const noexcept {
    return (static_cast<std::size_t>(handle.generation) << 32U) ^ handle.slot;
  }
};
