#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <vector>

#include "adapters/rtpengine/instance.h"

namespace tipring::rtpengine {

/// The rtpengines of a site. A leg's first offer goes to them in turn, past those that are away or full; where
/// one fails it, to the next. What follows of the leg goes where its offer was answered. Control thread only.
class Instances {
 public:
  /// What became of an offer: the instance that has answered it, by its place, and what it said.
  struct Answered {
    std::size_t instance = 0;
    NgAnswer answer;
  };
  using Done = std::function<void(Result<Answered>)>;
  using Request = std::uint64_t;  ///< Under way; 0: none.

  /// `most_calls`: so many legs may an instance have; 0: any number.
  Instances(RunLoop& loop, Log& log, std::vector<std::unique_ptr<Instance>> instances, std::size_t most_calls);
  ~Instances();
  Instances(const Instances&) = delete;
  Instances& operator=(const Instances&) = delete;

  /// Those at these addresses from now on, `added` among them. One that is none of them takes no new calls, and
  /// is forgotten once those that it has are over.
  void change_to(const std::vector<std::string>& addresses, std::vector<std::unique_ptr<Instance>> added,
                 std::size_t most_calls);
  /// Whether there is one at the address, also where it leaves.
  bool has(const std::string& address) const;

  /// An offer, for `first` before all others where the leg has an instance already. Fails with "no-instance"
  /// where none is to be asked, else like the last that was. `done` runs later; not after cancel().
  Request offer(BencodeDictionary command, std::optional<std::size_t> first, Done done);
  /// Any other command, for this instance alone.
  Request ask(std::size_t instance, const BencodeDictionary& command, Done done);
  /// The instance that was asked, which may have heard of it; nothing where none was.
  std::optional<std::size_t> cancel(Request request);
  /// A command that nobody waits for; what goes wrong is logged.
  void tell(std::size_t instance, const BencodeDictionary& command);

  std::size_t count() const { return instances_.size(); }
  /// One that has a call.
  Instance& at(std::size_t instance) { return *instances_.at(instance).instance; }
  /// Whether it answers.
  bool answers(std::size_t instance) const;
  std::vector<InstanceStatus> status() const;

 private:
  struct Open {
    BencodeDictionary command;
    std::vector<std::size_t> untried;  // Instances, the next one last.
    Done done;
    std::size_t asked = 0;
    Instance::Command sent = 0;
    TimerHandle timer{};  // Set where there is nobody to ask.
  };

  // Its place in the list stays its own, so that legs may keep that.
  struct Place {
    std::unique_ptr<Instance> instance;  // Null: forgotten.
    bool leaving = false;
    bool idle = false;  // Without a call when it was looked at last.
  };

  bool takes_calls(const Place& place) const;
  void forget_idle();
  std::vector<std::size_t> order(std::optional<std::size_t> first);
  Request begin(Open open);
  void try_next(Request request);
  void answered(Request request, Result<NgAnswer> answer);
  void end(Request request, Result<Answered> result);

  RunLoop& loop_;
  Log& log_;
  std::vector<Place> instances_;
  TimerHandle leaving_timer_;
  std::size_t most_calls_;
  std::map<Request, Open> open_;
  Request last_ = 0;
  std::size_t turn_ = 0;
};

}  // namespace tipring::rtpengine
