#include "cli/commands/queue_story.h"

#include <algorithm>
#include <string_view>

#include "cli/output/field.h"

namespace tipring::cli {
namespace {

std::string text_of(const Json& fields, const char* name) {
  return for_programs(value_at(fields, name));
}

std::string quoted(const std::string& text) {
  return "\"" + text + "\"";
}

// Of milliseconds, as a span of any other listing.
std::string span_of(const Json& fields, const char* name) {
  const Json& milliseconds = value_at(fields, name);
  if (!milliseconds.is_number_integer()) return "some time";
  return for_people(milliseconds.get<std::int64_t>() * 1000, FieldKind::span);
}

// " to dialog "menu"".
std::string going(const Json& fields) {
  const std::string go = text_of(fields, "go");
  return go.empty() ? std::string() : ", and goes to " + go;
}

std::string tell_entered(const Json& fields) {
  std::string text =
      "enters queue " + quoted(text_of(fields, "queue")) + " with priority " + text_of(fields, "priority");
  if (fields.contains("needs")) text += ", needs " + text_of(fields, "needs") + " beside what the queue needs";
  if (fields.contains("waited")) text += ", has waited " + span_of(fields, "waited") + " already";
  if (fields.contains("target")) text += "; it is to be answered within " + span_of(fields, "target");
  return text;
}

std::string tell_left(const Json& fields) {
  const std::string why = text_of(fields, "why");
  const std::string left =
      "leaves queue " + quoted(text_of(fields, "queue")) + " after " + span_of(fields, "waited");
  if (why == "answered") return left + ": an agent has it";
  if (why == "abandoned") return left + ": the customer gave up";
  if (why == "pressed") return left + ": the customer pressed a key" + going(fields);
  if (why == "overflow") return left + ": it overflows" + going(fields);
  if (why == "limit") return left + ": no room, or a longer wait than is allowed" + going(fields);
  if (why == "closed") return left + ": nobody more is let in" + going(fields);
  return left + ": " + why + going(fields);
}

std::string tell_moved(const Json& fields) {
  std::string text = "is moved to queue " + quoted(text_of(fields, "queue"));
  const std::string position = text_of(fields, "position");
  if (position != "0") text += ", position " + position;
  return text + ", by " + text_of(fields, "by");
}

std::vector<std::string> tell_offer(const Json& fields) {
  const std::string by = text_of(fields, "by");
  std::string text = "offer " + text_of(fields, "offer") + " of queue " + quoted(text_of(fields, "queue")) +
                     " to " + text_of(fields, "agent") + ": ";
  text += by == "agent free" ? "who has become free, and for whom it is the next" : "by " + by;
  if (value_at(fields, "sticky") == true) text += ", as who served the customer last";
  std::vector<std::string> lines{text};
  if (fields.contains("among")) lines.push_back("among: " + text_of(fields, "among"));
  if (fields.contains("passed_over")) lines.push_back("passed over: " + text_of(fields, "passed_over"));
  if (fields.contains("next_contact"))
    lines.push_back("else it had been " + text_of(fields, "next_contact") + " of queue " +
                    quoted(text_of(fields, "next_queue")));
  return lines;
}

std::string tell_offer_end(const Json& fields) {
  const std::string agent = text_of(fields, "agent");
  const std::string offer = "offer " + text_of(fields, "offer");
  const std::string end = text_of(fields, "end");
  const std::string time = span_of(fields, "ms");
  const std::string why = text_of(fields, "why");
  const std::string because = why.empty() ? std::string() : " (" + why + ")";
  if (end == "accepted") return agent + " accepts " + offer + " after " + time;
  if (end == "refused") return agent + " refuses " + offer + " after " + time + because;
  if (end == "no-answer") return agent + " does not answer " + offer + " within " + time;
  if (end == "unreachable") return agent + " cannot be reached for " + offer + because;
  return offer + " is taken back from " + agent + " after " + time + because;
}

}  // namespace

bool is_of_queues(const Json& event) {
  const std::string kind = for_programs(value_at(event, "kind"));
  return kind.starts_with("queue.") || kind.starts_with("offer.");
}

std::vector<std::string> told_of_queue(const Json& event) {
  const std::string kind = for_programs(value_at(event, "kind"));
  const Json& fields = value_at(event, "with");
  if (kind == "queue.entered") return {tell_entered(fields)};
  if (kind == "queue.left") return {tell_left(fields)};
  if (kind == "queue.moved") return {tell_moved(fields)};
  if (kind == "offer.made") return tell_offer(fields);
  if (kind == "offer.ended") return {tell_offer_end(fields)};
  if (kind == "offer.served") return {text_of(fields, "agent") + " has served it for " + span_of(fields, "ms")};
  return {kind};
}

}  // namespace tipring::cli
