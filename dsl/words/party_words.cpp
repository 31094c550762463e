#include <algorithm>
#include <optional>
#include <string>

#include "dsl/binding/registry.h"
#include "dsl/binding/word_call.h"
#include "dsl/words/defining.h"
#include "dsl/words/media_paths.h"
#include "dsl/words/permissions.h"
#include "dsl/words/position.h"
#include "dsl/words/targets.h"
#include "dsl/words/words.h"
#include "runtime/ports/user_part.h"
#include "runtime/rules/number_pattern.h"

namespace tipring::dsl {
namespace {

constexpr std::string_view name_characters =
    "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ+-._";

std::string checked_name(const WordCall& call) {
  std::string name = call.text("name");
  if (name.empty() || name.find_first_not_of(name_characters) != std::string::npos)
    call.mistake("\"" + name + "\" cannot be a name: letters, digits, + - . and _ can");
  return name;
}

// Names the target, which is to be defined once the site is loaded.
int name_target(WordCall& call, std::string_view noun, TargetObject target, const std::string& name) {
  Host& host = call.host<Host>();
  if (host.loading()) {
    host.definitions.used_names.push_back({std::string(noun), name, position_of_caller(call.lua())});
  }
  push_object(call.lua(), "target", std::move(target));
  return 1;
}

// A contact's task may name any, as its caller has dialled: what is no phone cannot be called.
int phone(WordCall& call) {
  const std::string name = call.host<Host>().loading() ? checked_name(call) : call.text("name");
  return name_target(call, "phone", {.phone = name, .trunk = {}, .number = {}}, name);
}

int trunk(WordCall& call) {
  const Host& host = call.host<Host>();
  const std::string name = checked_name(call);
  if (!host.loading() && !host.definitions.trunks.contains(name))
    call.mistake("there is no trunk \"" + name + "\"");
  std::optional<std::string> number;
  if (call.has("number")) number = call.text("number");
  if (host.loading() && number && !can_be_dialled(dialled_number(*number)))
    call.mistake("\"" + *number + "\" is no number to call: digits, letters and + - . _ * # are taken");
  return name_target(call, "trunk", {.phone = {}, .trunk = name, .number = number}, name);
}

Secret secret_of(const WordCall& call, std::string_view option) {
  const int index = call.index_of(option);
  if (const auto* secret = object_at<Secret>(call.lua(), index, "secret")) return *secret;
  return {{}, call.text(option)};
}

// One of a few values of an option.
template <typename Value>
Value choice_of(const WordCall& call, std::string_view option,
                const std::vector<std::pair<std::string_view, Value>>& choices) {
  if (!call.has(option)) return choices.front().second;
  const std::string given = call.text(option);
  std::string known;
  for (const auto& [name, value] : choices) {
    if (name == given) return value;
    known += (known.empty()                    ? "\""
              : &name == &choices.back().first ? " or \""
                                               : ", \"") +
             std::string(name) + "\"";
  }
  call.mistake(std::string(option) + " must be " + known + ", not \"" + given + "\"");
}

PartyTraits traits_of(const WordCall& call) {
  PartyTraits traits;
  traits.digits = choice_of<DigitMethod>(
      call, "digits",
      {{"rtp", DigitMethod::rtp}, {"info", DigitMethod::info}, {"inband", DigitMethod::inband}});
  traits.srtp = choice_of<SrtpPolicy>(
      call, "srtp",
      {{"off", SrtpPolicy::off}, {"optional", SrtpPolicy::optional}, {"required", SrtpPolicy::required}});
  traits.media = choice_of<MediaPath>(call, "media", media_paths());
  return traits;
}

int define_phone(WordCall& call) {
  only_of_site(call);
  auto& phones = call.host<Host>().definitions.phones;
  const std::string& name = object_at<TargetObject>(call.lua(), call.self(), "target")->phone;
  refuse_second(call, phones, "phone", name);
  PhoneDefinition phone;
  phone.password = secret_of(call, "password");
  const std::string digest = call.text("digest", "md5");
  if (digest != "md5" && digest != "sha-256")
    call.mistake("digest must be \"md5\" or \"sha-256\", not \"" + digest + "\"");
  phone.sha256 = digest == "sha-256";
  const auto contacts = call.whole("contacts", phone.contacts);
  if (contacts < 1 || contacts > 100)
    call.mistake("contacts must be from 1 to 100, not " + std::to_string(contacts));
  phone.contacts = static_cast<int>(contacts);
  phone.permission = permission_of(call);
  phone.traits = traits_of(call);
  phone.says_media = call.has("media");
  phone.position = position_of_caller(call.lua());
  phones.emplace(name, std::move(phone));
  lua_pushvalue(call.lua(), call.self());
  return 1;
}

Duration span(const WordCall& call, std::string_view option, Duration shortest) {
  const Duration time = call.duration(option, Duration::zero());
  if (call.has(option) && time < shortest)
    call.mistake(std::string(option) + " must be at least " + format_duration(shortest));
  return time;
}

int define_trunk(WordCall& call) {
  only_of_site(call);
  auto& trunks = call.host<Host>().definitions.trunks;
  const std::string& name = object_at<TargetObject>(call.lua(), call.self(), "target")->trunk;
  refuse_second(call, trunks, "trunk", name);
  TrunkDefinition trunk;
  trunk.sip = call.text("sip");
  if (!is_sip_uri(trunk.sip))
    call.mistake("sip must be a SIP URI such as \"sip:gw.carrier.example\", not \"" + trunk.sip + "\"");
  trunk.user = call.text("user", user_part_of(trunk.sip));
  trunk.certificate = call.text("certificate");
  trunk.registers = call.has("register");
  if (call.has("password")) trunk.password = secret_of(call, "password");
  if (trunk.registers && call.has("password"))
    call.mistake("register has the password already: it is used for calls too");
  if (trunk.registers) trunk.password = secret_of(call, "register");
  if (trunk.password && trunk.user.empty())
    call.mistake("needs user, or a user in sip, as whom the password is known there");
  if (call.has("expires")) trunk.expires = span(call, "expires", std::chrono::minutes(1));
  const auto channels = call.whole("channels", 0);
  if (channels < 0 || channels > 100'000)
    call.mistake("channels must be from 0 to 100000, not " + std::to_string(channels));
  trunk.channels = static_cast<int>(channels);
  trunk.check = span(call, "check", std::chrono::seconds(1));
  trunk.permission = permission_of(call);
  trunk.traits = traits_of(call);
  trunk.says_media = call.has("media");
  trunk.position = position_of_caller(call.lua());
  trunks.emplace(name, std::move(trunk));
  lua_pushvalue(call.lua(), call.self());
  return 1;
}

// An enterprise's are its own: "north/crm".
int secret(WordCall& call) {
  push_object(call.lua(), "secret", Secret{call.host<Host>().whole_name(checked_name(call)), {}});
  return 1;
}

const Parameter phone_name{
    .name = "name", .type = ValueType::text, .required = true, .doc = "The phone's name.", .noun = "phone"};
const Parameter trunk_name{
    .name = "name", .type = ValueType::text, .required = true, .doc = "The trunk's name.", .noun = "trunk"};

Word phone_word() {
  return {.name = "phone",
          .summary = "Names a phone of the site: to define it, or to call it.",
          .details =
              "A name that is given to call it may be any text, such as call.dialled: what is no phone is "
              "called in vain (\"not-found\", 404).",
          .parameters = {phone_name},
          .returns = "somewhere to call, for call:connect",
          .result = "target",
          .example = "call:connect(phone \"100\")",
          .run = phone};
}

const Parameter digits_option{
    .name = "digits",
    .type = ValueType::text,
    .fallback = "rtp",
    .doc =
        "How it is sent digits: \"rtp\" (RFC 4733, or as tones where it does not know that), \"info\" (SIP "
        "INFO) or \"inband\" (always as tones). However it sends them, they are heard."};

const Parameter media_option{
    .name = "media",
    .type = ValueType::text,
    .fallback = "that of media, else \"relayed\"",
    .doc =
        "\"direct\": where whom it talks to says the same, the two send their audio straight to each other "
        "(re-INVITE), which shows each the other's address. \"rtpengine\": through an rtpengine and here. "
        "\"webrtc\": the same, for a party that speaks DTLS and ICE, as browsers do; srtp says nothing then. "
        "See media. \"relayed\": through here."};

const Parameter srtp_option{
    .name = "srtp",
    .type = ValueType::text,
    .fallback = "off",
    .doc =
        "Whether calls to it offer to encrypt what is said (SRTP, keys by SDP): \"off\"; \"optional\", which "
        "does without where it does not take that; \"required\": nothing else is taken, from it neither. "
        "Calls from it that offer encryption get it in any case."};

Parameter may_call_option(std::string_view doc) {
  return {.name = "may_call", .type = ValueType::table, .fallback = "all", .doc = doc};
}

const Parameter may_not_call_option{.name = "may_not_call",
                                    .type = ValueType::table,
                                    .fallback = "nothing",
                                    .doc = "Which it may not, even where may_call has them: { \"premium\" }."};

Word phone_definition() {
  return {
      .name = "phone",
      .kind = WordKind::definition,
      .place = WordPlace::loading,
      .summary = "Defines a phone that may register and call as itself.",
      .details =
          "Its name is the user part of its address. It proves itself by its password (SIP digest): who calls "
          "as it "
          "without that is refused and never reaches a script. call.phone tells which phone calls. Where it "
          "is registered is kept over restarts; see tipring sip registrations.",
      .options =
          {{.name = "password",
            .type = ValueType::secret,
            .required = true,
            .doc = "What the phone proves itself by."},
           {.name = "digest",
            .type = ValueType::text,
            .fallback = "md5, which every phone knows",
            .doc = "\"sha-256\" for a phone that knows it (RFC 8760): then nothing less is taken."},
           may_call_option(
               "Which numbers it may call by trunks: patterns, where ? is any digit and * at the end any "
               "number "
               "of them, and classes of destinations: { \"national\", \"+1202*\", \"2??\" }. Others fail with "
               "err.code \"forbidden\", whatever a script does, so that a stolen password rings no premium "
               "number. A SIP URI is held to it where its host, or its address, is a trunk's, by whatever port "
               "or "
               "transport, be it a script's or where a target redirects to: the number in its user part "
               "counts."),
           may_not_call_option,
           {.name = "contacts",
            .type = ValueType::whole,
            .fallback = "5",
            .doc = "In so many places it may be registered at once; all of them ring, and a further one is "
                   "refused."},
           digits_option,
           srtp_option,
           media_option},
      .example = "phone \"100\" { password = secret \"phone-100\" }",
      .run = define_phone};
}

Word trunk_word() {
  return {
      .name = "trunk",
      .summary = "Names a trunk of the site: to define it, or to call a number by it.",
      .details =
          "Hyphens, dots, parentheses and blanks that are there for people are taken out of the number, unless "
          "it begins with a letter: call.dialled may be given as it is. A text that is no number is called in "
          "vain (\"not-found\", 404; 484 where it is empty), as one that does not exist.",
      .parameters = {trunk_name,
                     {.name = "number",
                      .type = ValueType::number_to_call,
                      .doc = "To be called by the trunk."}},
      .returns = "somewhere to call, for call:connect",
      .result = "target",
      .example = "call:connect { trunk(\"carrier\", \"+12025550143\"), trunk(\"backup\", \"+12025550143\") }",
      .run = trunk};
}

Word trunk_definition() {
  return {
      .name = "trunk",
      .kind = WordKind::definition,
      .place = WordPlace::loading,
      .summary = "Defines a carrier or another switchboard that calls come from and go to.",
      .details =
          "Calls that come from its address, by any port, are its, without a password, and call.trunk names "
          "it. "
          "Its address is trusted by defence. Where it cannot take a call (all channels in use, no answer to "
          "check) "
          "call:connect fails at once and the next target is tried. See tipring sip trunks.",
      .options =
          {{.name = "sip",
            .type = ValueType::text,
            .required = true,
            .doc = "Where it is, as a SIP URI; ;transport=tcp or ;transport=tls where it wants that. One that "
                   "is reached over TLS comes by TLS alone."},
           {.name = "certificate",
            .type = ValueType::text,
            .fallback = "the host of sip",
            .doc = "Whose certificate it shows over TLS. A listening address with clients = \"asked\" knows it "
                   "by that, whatever address it calls from."},
           {.name = "user",
            .type = ValueType::text,
            .fallback = "that of sip",
            .doc = "As whom it knows us, where it asks for a password."},
           {.name = "register",
            .type = ValueType::secret,
            .fallback = "no registration",
            .doc = "Registers there with this password, and calls with it."},
           {.name = "password",
            .type = ValueType::secret,
            .doc = "For calls alone, where it asks for one without registration."},
           {.name = "expires",
            .type = ValueType::duration,
            .fallback = "10m",
            .doc = "How long a registration is asked for; it is renewed before."},
           {.name = "channels",
            .type = ValueType::whole,
            .fallback = "any number",
            .doc = "Calls at once by it, of both directions. 0: any number."},
           {.name = "check",
            .type = ValueType::duration,
            .fallback = "never",
            .doc =
                "How often it is asked whether it is there (SIP OPTIONS). Without an answer to two in a row, "
                "each within that time but 4s at most, it is not called until it answers: with \"5s\" "
                "that is 9s to 14s after it has gone."},
           may_call_option("Which numbers those who call by it may call by trunks, as for phones: { "
                           "\"national\" } for another switchboard."),
           may_not_call_option,
           digits_option,
           srtp_option,
           media_option},
      .example =
          "trunk \"carrier\" { sip = \"sip:4711@gw.carrier.example\", register = secret \"carrier\", channels "
          "= 30 }",
      .run = define_trunk};
}

Word secret_word() {
  return {
      .name = "secret",
      .summary = "Names a password that does not stand in the site.",
      .details =
          "It is read when the site is run, from a file of that name: in the folder that systemd gives for "
          "credentials, else in secrets in the site's folder; that of an enterprise in secrets in its own. "
          "tipring check and tipring test do without.",
      .parameters = {{.name = "name", .type = ValueType::text, .required = true, .doc = "The file's name."}},
      .result = "secret",
      .example = "phone \"100\" { password = secret \"phone-100\" }",
      .run = secret};
}

}  // namespace

std::span<const Word> party_words() {
  static const std::vector<Word> words{phone_word(), phone_definition(), trunk_word(), trunk_definition(),
                                       secret_word()};
  return words;
}

}  // namespace tipring::dsl
