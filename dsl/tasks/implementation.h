#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "dsl/tasks/task.h"
#include "dsl/tasks/tasks.h"

namespace tipring::dsl {

class Tasks::Implementation : public std::enable_shared_from_this<Implementation> {
 public:
  Implementation(Sandbox& sandbox, RunLoop& loop) : sandbox_(sandbox), loop_(loop) {}
  void shut_down();

  void start(ContactId contact, int function, PushValues arguments, Done done, bool finaliser);
  ContactId current_contact() const;
  TaskRef begin_wait(lua_State* lua);
  int wait(lua_State* lua, std::function<void()> cancel, std::optional<Duration> timeout);
  bool resume(TaskRef wait, PushValues results);
  void stop_all(ContactId contact, std::function<void()> finished);
  bool finally(ContactId contact, int function);
  void on_finaliser_failure(std::function<void(ContactId, const TaskOutcome&)> told) {
    told_ = std::move(told);
  }
  std::size_t live() const { return slots_.live(); }

 private:
  // What the tasks of one contact have in common.
  struct Contact {
    enum class Phase : std::uint8_t { attended, stopping, finalising };
    Phase phase = Phase::attended;
    std::vector<std::uint32_t> tasks{};  // In the order of their start.
    std::vector<int> finalisers{};
    std::vector<std::function<void()>> finished{};
    TimerHandle deadline{};
    bool out_of_time = false;
  };

  void post(void (Implementation::*event)(std::uint32_t), std::uint32_t slot);
  void post_for(void (Implementation::*event)(ContactId), ContactId contact);

  // implementation.cpp: slices and waits
  void run(std::uint32_t slot);
  Slice prepare(Task& task, int& values);
  SliceOutcome run_slice(std::uint32_t slot);
  void pause(std::uint32_t slot);
  void close_wait(Task& task);
  void go_on(std::uint32_t slot);
  void end_wait(std::uint32_t slot, PushValues values);
  void time_out(TaskRef wait, Duration after);
  void interrupt(std::uint32_t slot);
  void end(std::uint32_t slot, const SliceOutcome& slice);
  void tell(const Task& task, const TaskOutcome& outcome, int results);
  void give_up_all();

  // finalisers.cpp: the end of a contact
  void settle(ContactId contact);
  void run_finalisers(ContactId contact);
  void finaliser_ended(ContactId contact, TaskOutcome outcome);
  void end_finalisers_time(ContactId contact);
  void finish(ContactId contact);

  Sandbox& sandbox_;
  RunLoop& loop_;
  TaskSlots slots_;
  std::map<ContactId, Contact> contacts_;
  std::optional<std::uint32_t> running_;
  std::function<void(ContactId, const TaskOutcome&)> told_;
  bool given_up_ = false;
};

}  // namespace tipring::dsl
