#include "runtime/contact/contact_attributes.h"

#include <algorithm>
#include <array>

namespace tipring {
namespace {

Observation text_or_missing(const std::string& text) {
  return text.empty() ? Observation{} : seen(text);
}

template <std::string Contact::*text>
Observation of_contact(const Contact& contact) {
  return text_or_missing(contact.*text);
}

template <PartyAddress Contact::*address, std::string PartyAddress::*part>
Observation of_address(const Contact& contact) {
  return text_or_missing(contact.*address.*part);
}

Observation channel_of(const Contact& contact) {
  return seen(std::string(contact.customer ? "call" : "message"));
}

// A text as it is, else as people read it.
std::string plain_text(const FieldValue& value) {
  const auto* text = std::get_if<std::string>(&value);
  return text == nullptr ? to_text(value) : *text;
}

constexpr std::array<ContactAttribute, 9> all{
    {{"channel", "\"call\" or \"message\".", channel_of},
     {"caller", "The caller's number or user name.", of_address<&Contact::caller, &PartyAddress::user>},
     {"caller_name", "The name the caller's phone shows.",
      of_address<&Contact::caller, &PartyAddress::display>},
     {"caller_uri", "The caller's whole SIP URI.", of_address<&Contact::caller, &PartyAddress::uri>},
     {"dialled", "The number or user name that was dialled (DNIS).",
      of_address<&Contact::dialled, &PartyAddress::user>},
     {"dialled_uri", "The whole request URI.", of_address<&Contact::dialled, &PartyAddress::uri>},
     {"phone", "The phone of the site that has proved to be the caller.", of_contact<&Contact::phone>},
     {"trunk", "The trunk the call came by.", of_contact<&Contact::trunk>},
     {"transferred_by", "Who transferred the caller to the number dialled.",
      of_contact<&Contact::transferred_by>}}};

}  // namespace

std::span<const ContactAttribute> contact_attributes() {
  return all;
}

const ContactAttribute* find_contact_attribute(std::string_view name) {
  const auto* found = std::ranges::find(all, name, &ContactAttribute::name);
  return found == all.end() ? nullptr : found;
}

std::string filled_in(std::string_view text, const Contact& contact) {
  std::string filled;
  while (!text.empty()) {
    const std::size_t open = text.find('{');
    const std::size_t close = text.find('}', open);
    if (open == std::string_view::npos || close == std::string_view::npos) break;
    filled += text.substr(0, open);
    const Observation observed = observe(contact, text.substr(open + 1, close - open - 1));
    if (observed.state == Observation::State::seen) filled += plain_text(observed.value);
    text.remove_prefix(close + 1);
  }
  return filled.append(text);
}

Observation observe(const Contact& contact, std::string_view name) {
  if (const ContactAttribute* attribute = find_contact_attribute(name)) return attribute->read(contact);
  const auto variable = contact.variables.find(name);
  return variable == contact.variables.end() ? Observation{} : seen(variable->second);
}

}  // namespace tipring
