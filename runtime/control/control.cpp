#include "runtime/control/control.h"

#include <cassert>
#include <utility>

#include "runtime/base/nearest.h"

namespace tipring {
namespace {

ControlMethod cancel_description() {
  ControlMethod method;
  method.name = cancel_method;
  method.description = "Ends a subscription of this connection.";
  method.parameters = {{.name = "subscription",
                        .type = ControlType::integer,
                        .required = true,
                        .doc = "The number that the stream's answer gave.",
                        .lowest = 1}};
  return method;
}

Json describe_parameter(const ControlParameter& parameter) {
  Json json{{"name", parameter.name},
            {"type", to_string(parameter.type)},
            {"required", parameter.required},
            {"doc", parameter.doc}};
  if (!parameter.fallback.is_null()) json["default"] = parameter.fallback;
  if (!parameter.choices.empty()) json["choices"] = parameter.choices;
  return json;
}

Json describe_command(const std::string& name, const std::string& description, bool streams,
                      const std::vector<ControlParameter>& parameters) {
  Json json{{"name", name}, {"description", description}, {"streams", streams}, {"parameters", Json::array()}};
  for (const auto& parameter : parameters)
    json["parameters"].push_back(describe_parameter(parameter));
  return json;
}

std::string answer_with(const Json& id, const Json& result) {
  auto line = encode_result(id, result);
  if (line.size() <= longest_answer) return line;
  return encode_error(id, {"too-large",
                           "the answer has " + std::to_string(line.size()) + " bytes, more than " +
                               std::to_string(longest_answer) + ": ask for less at a time",
                           false});
}

}  // namespace

Control::Control() {
  add(ControlMethod{
      "methods", "Lists the commands with their parameters.", {}, [this](const ControlArguments&) {
        return Result<Json>(describe());
      }});
  methods_.emplace(cancel_method, cancel_description());
}

void Control::add(ControlMethod method) {
  assert(method.handler && "a method without a handler");
  assert(!knows(method.name) && "a name given twice");
  auto name = method.name;
  methods_.emplace(std::move(name), std::move(method));
}

void Control::add(ControlStream stream) {
  assert(stream.start && "a stream without a start");
  assert(!knows(stream.name) && "a name given twice");
  auto name = stream.name;
  streams_.emplace(std::move(name), std::move(stream));
}

void Control::add(ControlJob job) {
  assert(job.start && "a job without a start");
  assert(!knows(job.name) && "a name given twice");
  auto name = job.name;
  jobs_.emplace(std::move(name), std::move(job));
}

bool Control::knows(std::string_view name) const {
  return find_method(name) != nullptr || find_job(name) != nullptr || find_stream(name) != nullptr;
}

const ControlMethod* Control::find_method(std::string_view name) const {
  const auto found = methods_.find(name);
  return found == methods_.end() ? nullptr : &found->second;
}

const ControlJob* Control::find_job(std::string_view name) const {
  const auto found = jobs_.find(name);
  return found == jobs_.end() ? nullptr : &found->second;
}

const ControlStream* Control::find_stream(std::string_view name) const {
  const auto found = streams_.find(name);
  return found == streams_.end() ? nullptr : &found->second;
}

Error Control::unknown(std::string_view name) const {
  NearestName search(name);
  for (const auto& [known, method] : methods_)
    search.offer(known);
  for (const auto& [known, job] : jobs_)
    search.offer(known);
  for (const auto& [known, stream] : streams_)
    search.offer(known);
  return {"unknown-method", "there is no method '" + std::string(name) + "'" + did_you_mean(search.best()),
          false};
}

Json Control::describe() const {
  Json list = Json::array();
  for (const auto& [name, method] : methods_) {
    list.push_back(describe_command(name, method.description, false, method.parameters));
  }
  for (const auto& [name, job] : jobs_) {
    list.push_back(describe_command(name, job.description, false, job.parameters));
  }
  for (const auto& [name, stream] : streams_) {
    list.push_back(describe_command(name, stream.description, true, stream.parameters));
  }
  return {{"methods", std::move(list)}};
}

ControlSession::ControlSession(const Control& control, std::function<void(std::string line)> send)
    : control_(control), send_(std::move(send)), self_(std::make_shared<ControlSession*>(this)) {}

ControlSession::~ControlSession() {
  cancel_all();
}

void ControlSession::cancel_all() {
  for (const auto& [number, cancel] : std::exchange(cancels_, {}))
    cancel();
}

void ControlSession::handle(std::string_view line) {
  if (line.find_first_not_of(" \t\r") == std::string_view::npos) return;
  const auto decoded = decode_request(line);
  if (const auto* fault = std::get_if<RpcFault>(&decoded)) {
    send_(encode_error(fault->id, fault->error));
    return;
  }
  const auto& request = std::get<RpcRequest>(decoded);
  if (const auto* job = control_.find_job(request.method)) return begin(*job, request);
  answering_ = true;
  const auto result = run(request);
  answering_ = false;
  answer(request, result);
  for (auto& held : std::exchange(held_back_, {}))
    send_(std::move(held));
}

void ControlSession::answer(const RpcRequest& request, const Result<Json>& result) {
  if (request.notification) return;
  send_(result ? answer_with(request.id, result.value()) : encode_error(request.id, result.error()));
}

void ControlSession::begin(const ControlJob& job, const RpcRequest& request) {
  const auto arguments = ControlArguments::check(job.parameters, request.params);
  if (!arguments) return answer(request, arguments.error());
  job.start(arguments.value(), [self = std::weak_ptr(self_), request](const Result<Json>& result) {
    if (const auto session = self.lock()) (*session)->answer(request, result);
  });
}

Result<Json> ControlSession::run(const RpcRequest& request) {
  if (request.method == cancel_method) return cancel(request.params);
  if (const auto* stream = control_.find_stream(request.method)) return start(*stream, request.params);
  const auto* method = control_.find_method(request.method);
  if (method == nullptr) return control_.unknown(request.method);
  const auto arguments = ControlArguments::check(method->parameters, request.params);
  if (!arguments) return arguments.error();
  return method->handler(arguments.value());
}

Result<Json> ControlSession::start(const ControlStream& stream, const Json& params) {
  const auto arguments = ControlArguments::check(stream.parameters, params);
  if (!arguments) return arguments.error();
  if (cancels_.size() >= most_subscriptions) {
    return Error{"too-many",
                 "this connection has " + std::to_string(most_subscriptions) + " subscriptions already", true};
  }
  const std::uint64_t number = next_subscription_++;
  const auto say = [this](std::string line) {
    if (answering_) {
      held_back_.push_back(std::move(line));
    } else {
      send_(std::move(line));
    }
  };
  // A stream may come to its end before start() returns, when there is no cancel yet to forget.
  cancels_.emplace(number, [] {});
  auto cancel = stream.start(arguments.value(),
                             {.item = [say, number](std::string_view json) { say(encode_item(number, json)); },
                              .end =
                                  [this, say, number](const Error& reason) {
                                    cancels_.erase(number);
                                    say(encode_end(number, reason));
                                  }});
  const auto entry = cancels_.find(number);
  if (!cancel) {
    if (entry != cancels_.end()) cancels_.erase(entry);
    return cancel.error();
  }
  if (entry != cancels_.end()) entry->second = std::move(cancel).value();
  return Json{{"subscription", number}};
}

Result<Json> ControlSession::cancel(const Json& params) {
  const auto arguments = ControlArguments::check(control_.find_method(cancel_method)->parameters, params);
  if (!arguments) return arguments.error();
  const auto number = arguments->integer("subscription");
  const auto found = cancels_.find(static_cast<std::uint64_t>(number));
  if (found == cancels_.end()) {
    return Error{"not-found", "this connection has no subscription " + std::to_string(number), false};
  }
  const auto cancel = std::move(found->second);
  cancels_.erase(found);
  cancel();
  return Json{{"subscription", number}};
}

}  // namespace tipring
