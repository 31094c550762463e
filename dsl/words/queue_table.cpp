#include "dsl/words/queue_table.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <utility>

#include "dsl/binding/registry.h"
#include "dsl/words/host.h"
#include "dsl/words/option_table.h"
#include "dsl/words/places_to_go.h"
#include "dsl/words/position.h"
#include "dsl/words/skill_tables.h"

namespace tipring::dsl {
namespace {

constexpr std::string_view keys = "0123456789*#ABCD";
constexpr int most_waiting = 1'000'000;

// Reads the options of one queue. Lua's stack is as it was after each step.
class QueueReader {
 public:
  QueueReader(const WordCall& call, std::string name) : call_(call), lua_(call.lua()) {
    result_.position = position_of_caller(lua_);
    queue_.name = std::move(name);
  }

  SiteQueue read() {
    if (call_.has("needs")) queue_.needs = needs_at(call_, call_.index_of("needs"), "needs");
    if (call_.has("prefers")) queue_.prefers = needs_at(call_, call_.index_of("prefers"), "prefers");
    if (call_.has("agents")) read_agents(call_.index_of("agents"));
    if (call_.has("strategy")) queue_.strategy = *parse_strategy(call_.text("strategy"));
    if (call_.has("target")) read_target({call_, call_.index_of("target"), "target"});
    if (call_.has("widen")) read_widen(call_.index_of("widen"));
    if (call_.has("waiting")) read_waiting({call_, call_.index_of("waiting"), "waiting"});
    if (call_.has("whisper")) read_whisper({call_, call_.index_of("whisper"), "whisper"});
    if (call_.has("ring")) read_ring({call_, call_.index_of("ring"), "ring"});
    if (call_.has("limit")) read_limit({call_, call_.index_of("limit"), "limit"});
    if (call_.has("overflow")) read_overflow({call_, call_.index_of("overflow"), "overflow"});
    queue_.wrap_up = call_.duration("wrap_up", queue_.wrap_up);
    queue_.priority_ages = call_.duration("priority_ages", queue_.priority_ages);
    queue_.sticky = call_.duration("sticky", queue_.sticky);
    queue_.sticky_for = call_.duration("sticky_for", queue_.sticky_for);
    queue_.regain = call_.duration("regain", queue_.regain);
    return std::move(result_);
  }

 private:
  // In the order in which they are to be asked.
  void read_agents(int index) {
    for (int item = 1; item <= static_cast<int>(lua_objlen(lua_, index)); ++item) {
      lua_rawgeti(lua_, index, item);
      std::string name = lua_tostring(lua_, -1);
      lua_pop(lua_, 1);
      if (std::ranges::find(queue_.agents, name) != queue_.agents.end())
        call_.mistake("agents names \"" + name + "\" twice");
      call_.host<Host>().definitions.used_names.push_back({"agent", name, result_.position});
      queue_.agents.push_back(std::move(name));
    }
  }

  void read_target(const OptionTable& table) {
    table.refuse_others({"answer_within", "for_share"});
    ServiceTarget target;
    const auto within = table.duration("answer_within");
    if (!within || *within <= Duration::zero())
      call_.mistake("target needs answer_within, a time such as \"20s\"");
    target.answer_within = *within;
    target.for_share = table.number("for_share", 0, 1).value_or(target.for_share);
    queue_.target = target;
  }

  // What the queue needs is needed in every ring.
  void read_widen(int index) {
    for (int item = 1; item <= static_cast<int>(lua_objlen(lua_, index)); ++item) {
      lua_rawgeti(lua_, index, item);
      const std::string what = "widen[" + std::to_string(item) + "]";
      const OptionTable table(call_, lua_gettop(lua_), what);
      table.refuse_others({"after", "needs"});
      WaitingRing ring{.after = table.duration("after").value_or(Duration::zero())};
      table.with("needs",
                 [&](int needs, const std::string& name) { ring.needs = needs_at(call_, needs, name); });
      ring.needs = both(ring.needs, queue_.needs);
      if (item == 1 && ring.after != Duration::zero())
        call_.mistake("widen[1].after must be \"0s\": it is what holds at the beginning");
      if (item > 1 && ring.after <= queue_.widen.back().after)
        call_.mistake(what + ".after must be later than that of the one before, " +
                      format_duration(queue_.widen.back().after));
      queue_.widen.push_back(std::move(ring));
      lua_pop(lua_, 1);
    }
  }

  void read_waiting(const OptionTable& table) {
    table.refuse_others({"music", "say", "every", "words", "press"});
    WaitingTreatment& waiting = queue_.waiting;
    if (auto music = table.text("music")) {
      if (auto sound = call_.host<Host>().sounds.find(*music); !sound)
        call_.mistake("waiting.music: " + sound.error().text);
      waiting.music = std::move(*music);
    }
    table.with("say", [&](int index, const std::string& what) { read_say(index, what); });
    if (const auto every = table.duration("every")) {
      if (*every < std::chrono::seconds(1)) call_.mistake("waiting.every must be a second or more");
      waiting.every = *every;
    }
    table.with("words", [&](int index, const std::string& what) { read_words({call_, index, what}); });
    table.with("press", [&](int index, const std::string& what) { read_press(index, what); });
  }

  void read_say(int index, const std::string& what) {
    const auto take = [&](int value) {
      const auto* announced = object_at<AnnouncementObject>(lua_, value, "announcement");
      if (announced == nullptr)
        call_.mistake(what + " must be { position, estimate }, or one of these, not " +
                      shown_value(lua_, value));
      (announced->of_estimate ? queue_.waiting.say_estimate : queue_.waiting.say_position) = true;
    };
    if (lua_type(lua_, index) != LUA_TTABLE) return take(index);
    for (int item = 1; item <= static_cast<int>(lua_objlen(lua_, index)); ++item) {
      lua_rawgeti(lua_, index, item);
      take(lua_gettop(lua_));
      lua_pop(lua_, 1);
    }
  }

  void read_words(const OptionTable& table) {
    table.refuse_others({"next", "position", "minute", "minutes"});
    WaitingWords& words = result_.words;
    words.next = table.text("next").value_or(words.next);
    words.position = table.text("position").value_or(words.position);
    words.minute = table.text("minute").value_or(words.minute);
    words.minutes = table.text("minutes").value_or(words.minutes);
  }

  void read_press(int index, const std::string& what) {
    const std::string wanted = "keys and where they lead, { [\"9\"] = dialog \"name\" }";
    if (lua_type(lua_, index) != LUA_TTABLE)
      call_.mistake(what + " must be " + wanted + ", not " + shown_value(lua_, index));
    lua_pushnil(lua_);
    while (lua_next(lua_, index) != 0) {
      const int value = lua_gettop(lua_);
      const std::string key = key_at(value - 1);
      if (key.size() != 1 || keys.find(key) == std::string_view::npos)
        call_.mistake(what + " has " + shown_value(lua_, value - 1) +
                      ", which is no key of a telephone: 0 to 9, *, # and A to D are; it takes " + wanted);
      queue_.waiting.press.insert_or_assign(key.front(),
                                            place_to_go_at(call_, value, what + "[\"" + key + "\"]"));
      lua_pop(lua_, 1);
    }
  }

  // A text, or a number of one digit; of anything else empty.
  std::string key_at(int index) const {
    if (lua_type(lua_, index) == LUA_TSTRING) return lua_tostring(lua_, index);
    if (lua_type(lua_, index) != LUA_TNUMBER) return {};
    const double number = lua_tonumber(lua_, index);
    return number == std::floor(number) && number >= 0 && number <= 9 ? std::to_string(static_cast<int>(number))
                                                                      : std::string();
  }

  void read_whisper(const OptionTable& table) {
    table.refuse_others({"play", "say", "accept_key", "accept_within"});
    AgentWhisper& whisper = queue_.whisper;
    if (auto sound = table.text("play")) {
      if (auto found = call_.host<Host>().sounds.find(*sound); !found)
        call_.mistake("whisper.play: " + found.error().text);
      whisper.play = std::move(*sound);
    }
    whisper.say = table.text("say").value_or("");
    if (const auto key = table.text("accept_key")) {
      if (key->size() != 1 || keys.find(*key) == std::string_view::npos)
        call_.mistake("whisper.accept_key is one key of a telephone, such as \"1\", not \"" + *key + "\"");
      whisper.accept_key = key->front();
    }
    whisper.accept_within = table.duration("accept_within").value_or(whisper.accept_within);
    if (whisper.play.empty() && whisper.say.empty() && whisper.accept_key == 0)
      call_.mistake("whisper tells nothing: play = \"sound\" or say = \"text\" is what agents hear");
  }

  void read_ring(const OptionTable& table) {
    table.refuse_others({"timeout", "on_no_answer", "after", "rest"});
    if (const auto timeout = table.duration("timeout")) {
      if (*timeout < std::chrono::seconds(1)) call_.mistake("ring.timeout must be a second or more");
      queue_.ring_time = *timeout;
    }
    MissedOffers& missed = queue_.missed;
    missed.not_ready_after = table.whole("after", 1, 1000).value_or(missed.not_ready_after);
    missed.rest = table.duration("rest").value_or(missed.rest);
    if (table.one_of("on_no_answer", {"not-ready", "rest"}).value_or("not-ready") != "rest") return;
    if (table.has("after"))
      call_.mistake("ring.after says when an agent is not ready, which it never is with rest");
    missed.not_ready_after = 0;
  }

  void read_limit(const OptionTable& table) {
    table.refuse_others({"calls", "wait", "otherwise"});
    queue_.limit.contacts = table.whole("calls", 1, most_waiting).value_or(0);
    queue_.limit.wait = table.duration("wait");
    if (queue_.limit.contacts == 0 && !queue_.limit.wait)
      call_.mistake("limit bounds nothing: calls = 500 says how many may wait, wait = \"10m\" how long");
    table.with("otherwise", [&](int index, const std::string& what) {
      queue_.limit.otherwise = place_to_go_at(call_, index, what);
    });
  }

  void read_overflow(const OptionTable& table) {
    table.refuse_others({"after", "no_agents", "go", "place"});
    Overflow overflow;
    overflow.after = table.duration("after");
    overflow.no_agents = table.boolean("no_agents").value_or(false);
    if (!overflow.after && !overflow.no_agents)
      call_.mistake("overflow never happens: after = \"5m\" says when, or no_agents = true");
    overflow.keeps_place = table.one_of("place", {"kept", "lost"}).value_or("lost") == "kept";
    if (!table.has("go")) call_.mistake("overflow has no go: it must say where the contact goes");
    table.with("go",
               [&](int index, const std::string& what) { overflow.go = place_to_go_at(call_, index, what); });
    queue_.overflow = std::move(overflow);
  }

  const WordCall& call_;
  lua_State* lua_;
  SiteQueue result_;
  QueueDefinition& queue_ = result_.queue;
};

}  // namespace

SiteQueue queue_at(const WordCall& call, const std::string& name) {
  return QueueReader(call, name).read();
}

}  // namespace tipring::dsl
