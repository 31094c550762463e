// The lamps of phones that tell of messages in a mailbox (RFC 3842).

#include <string>
#include <vector>

#include "dsl/binding/registry.h"
#include "dsl/binding/word_call.h"
#include "dsl/words/targets.h"
#include "dsl/words/words.h"

namespace tipring::dsl {
namespace {

int messages_waiting(WordCall& call) {
  Host& host = call.host<Host>();
  const auto* target = object_at<TargetObject>(call.lua(), call.index_of("phone"), "target");
  if (!target->trunk.empty()) call.mistake("takes a phone of the site: phone \"100\"");
  const auto fresh = call.whole("new", 0);
  const auto old = call.whole("old", 0);
  for (const auto count : {fresh, old}) {
    if (count < 0 || count > 1'000'000) call.mistake("counts from 0 to 1000000, not " + std::to_string(count));
  }
  if (!host.definitions.phones.contains(target->phone))
    return call.fail({"not-found", "there is no phone \"" + target->phone + "\"", false});
  host.chats->show_waiting(host.tasks.current_contact(), target->phone,
                           {static_cast<int>(fresh), static_cast<int>(old)});
  lua_pushboolean(call.lua(), 1);
  return 1;
}

Word messages_waiting_word() {
  return {
      .name = "messages_waiting",
      .place = WordPlace::task,
      .summary = "Says how many messages wait for a phone: its lamp shows it (RFC 3842).",
      .details = "A phone is told once it asks, by SUBSCRIBE. The counts are kept over restarts.",
      .parameters = {{.name = "phone", .type = ValueType::phone, .required = true, .doc = "Whose lamp it is."}},
      .options = {{.name = "new", .type = ValueType::whole, .fallback = "0", .doc = "Not heard yet."},
                  {.name = "old", .type = ValueType::whole, .fallback = "0", .doc = "Heard and kept."}},
      .returns = "true; or nil and err, with err.code \"not-found\" where the site has no such phone",
      .example = "messages_waiting { phone \"100\", new = 2, old = 5 }",
      .run = messages_waiting};
}

}  // namespace

std::span<const Word> mailbox_words() {
  static const std::vector<Word> words{messages_waiting_word()};
  return words;
}

}  // namespace tipring::dsl
