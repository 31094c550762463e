#pragma once

#include <span>
#include <string>
#include <string_view>

#include "runtime/contact/contact.h"
#include "runtime/rules/attribute.h"

namespace tipring {

/// Something that every contact has or lacks, by the name that rules and scripts know it by.
struct ContactAttribute {
  std::string_view name{};
  std::string_view doc{};  ///< For people, as a sentence.
  Observation (*read)(const Contact& contact) = nullptr;
};

/// All of them; each is a text, and missing where it is empty.
std::span<const ContactAttribute> contact_attributes();

/// Null where there is none of that name.
const ContactAttribute* find_contact_attribute(std::string_view name);

/// The text with {NAME} replaced by what the contact has of that name, and by nothing where it has none.
std::string filled_in(std::string_view text, const Contact& contact);

/// One of these or else a variable; missing where the contact has neither.
Observation observe(const Contact& contact, std::string_view name);

}  // namespace tipring
