#include "dsl/tasks/tasks.h"

#include "dsl/tasks/implementation.h"

namespace tipring::dsl {

Tasks::Tasks(Sandbox& sandbox, RunLoop& loop)
    : implementation_(std::make_shared<Implementation>(sandbox, loop)) {}

Tasks::~Tasks() {
  implementation_->shut_down();
}

void Tasks::start(ContactId contact, int function, PushValues arguments, Done done) {
  implementation_->start(contact, function, std::move(arguments), std::move(done), false);
}

ContactId Tasks::current_contact() const {
  return implementation_->current_contact();
}

TaskRef Tasks::begin_wait(lua_State* lua) {
  return implementation_->begin_wait(lua);
}

int Tasks::wait(lua_State* lua, std::function<void()> cancel, std::optional<Duration> timeout) {
  return implementation_->wait(lua, std::move(cancel), timeout);
}

bool Tasks::resume(TaskRef wait, PushValues results) {
  return implementation_->resume(wait, std::move(results));
}

void Tasks::stop_all(ContactId contact, std::function<void()> finished) {
  implementation_->stop_all(contact, std::move(finished));
}

bool Tasks::finally(ContactId contact, int function) {
  return implementation_->finally(contact, function);
}

void Tasks::on_finaliser_failure(std::function<void(ContactId, const TaskOutcome&)> told) {
  implementation_->on_finaliser_failure(std::move(told));
}

std::size_t Tasks::live() const {
  return implementation_->live();
}

}  // namespace tipring::dsl
