#include "runtime/control/parameter.h"

#include <algorithm>
#include <cassert>
#include <utility>

#include "runtime/base/nearest.h"

namespace tipring {
namespace {

Error invalid(std::string text) {
  return {"invalid-params", std::move(text), false};
}

std::string in_quotes(std::string_view name) {
  return "'" + std::string(name) + "'";
}

std::string joined(const std::vector<std::string>& words) {
  std::string text;
  for (const auto& word : words)
    text.append(text.empty() ? "" : ", ").append(word);
  return text;
}

Result<void> check_text(const ControlParameter& parameter, const Json& value) {
  if (!value.is_string()) {
    return invalid(in_quotes(parameter.name) + " must be a string, not " + value.type_name());
  }
  const auto& text = value.get_ref<const std::string&>();
  if (text.empty()) return invalid(in_quotes(parameter.name) + " must not be empty");
  if (!parameter.choices.empty() &&
      std::find(parameter.choices.begin(), parameter.choices.end(), text) == parameter.choices.end()) {
    return invalid(in_quotes(parameter.name) + " must be one of " + joined(parameter.choices) + ", not " +
                   in_quotes(text) + did_you_mean(nearest(text, parameter.choices)));
  }
  return {};
}

Result<void> check_integer(const ControlParameter& parameter, const Json& value) {
  const bool whole = value.is_number_integer();
  // Above the signed range the library keeps a number as unsigned; get() would wrap it round.
  const bool wraps =
      value.is_number_unsigned() && value.get<std::uint64_t>() > static_cast<std::uint64_t>(parameter.highest);
  if (whole && !wraps && value.get<std::int64_t>() >= parameter.lowest &&
      value.get<std::int64_t>() <= parameter.highest) {
    return {};
  }
  std::string expected = "a whole number";
  if (parameter.lowest != std::numeric_limits<std::int64_t>::min()) {
    expected += " from " + std::to_string(parameter.lowest);
  }
  if (parameter.highest != std::numeric_limits<std::int64_t>::max()) {
    expected += " to " + std::to_string(parameter.highest);
  }
  return invalid(in_quotes(parameter.name) + " must be " + expected + ", not " +
                 (value.is_number() ? value.dump() : value.type_name()));
}

Result<void> check_value(const ControlParameter& parameter, const Json& value) {
  switch (parameter.type) {
    case ControlType::boolean:
      if (value.is_boolean()) return {};
      return invalid(in_quotes(parameter.name) + " must be true or false, not " + value.type_name());
    case ControlType::integer:
      return check_integer(parameter, value);
    case ControlType::text:
      return check_text(parameter, value);
    case ControlType::texts:
      if (!value.is_array()) {
        return invalid(in_quotes(parameter.name) + " must be an array of strings, not " + value.type_name());
      }
      for (const auto& item : value) {
        if (auto checked = check_text(parameter, item); !checked) return checked;
      }
      return {};
    case ControlType::contact:
      if (auto checked = check_text(parameter, value); !checked) return checked;
      if (parse_contact_id(value.get_ref<const std::string&>())) return {};
      return invalid(in_quotes(parameter.name) + " must be a contact's id such as 3-142, not " +
                     in_quotes(value.get_ref<const std::string&>()));
  }
  assert(false && "a type of parameter that is not checked");
  return {};
}

}  // namespace

std::string_view to_string(ControlType type) {
  switch (type) {
    case ControlType::boolean:
      return "boolean";
    case ControlType::integer:
      return "integer";
    case ControlType::text:
      return "text";
    case ControlType::texts:
      return "texts";
    case ControlType::contact:
      return "contact";
  }
  return "";
}

Result<ControlArguments> ControlArguments::check(const std::vector<ControlParameter>& parameters,
                                                 const Json& given) {
  if (!given.is_null() && !given.is_object()) {
    return invalid(std::string("parameters go by name: \"params\" must be an object, not ") +
                   given.type_name());
  }
  for (const auto& [name, value] : given.items()) {
    const auto named = [&wanted = name](const ControlParameter& parameter) { return parameter.name == wanted; };
    if (std::none_of(parameters.begin(), parameters.end(), named)) {
      NearestName search(name);
      for (const auto& parameter : parameters)
        search.offer(parameter.name);
      return invalid("there is no parameter " + in_quotes(name) + did_you_mean(search.best()));
    }
  }
  ControlArguments arguments;
  for (const auto& parameter : parameters) {
    const auto found = given.find(parameter.name);
    if (found == given.end() || found->is_null()) {
      if (parameter.required) {
        return invalid("the parameter " + in_quotes(parameter.name) + " (" +
                       std::string(to_string(parameter.type)) + ") is missing: " + parameter.doc);
      }
      if (!parameter.fallback.is_null()) arguments.values_[parameter.name] = parameter.fallback;
      continue;
    }
    if (auto checked = check_value(parameter, *found); !checked) return checked.error();
    arguments.values_[parameter.name] = *found;
  }
  return arguments;
}

bool ControlArguments::boolean(std::string_view name) const {
  return values_.at(std::string(name)).get<bool>();
}

std::int64_t ControlArguments::integer(std::string_view name) const {
  return values_.at(std::string(name)).get<std::int64_t>();
}

std::optional<std::int64_t> ControlArguments::optional_integer(std::string_view name) const {
  if (!has(name)) return std::nullopt;
  return integer(name);
}

const std::string& ControlArguments::text(std::string_view name) const {
  return values_.at(std::string(name)).get_ref<const std::string&>();
}

std::optional<std::string> ControlArguments::optional_text(std::string_view name) const {
  if (!has(name)) return std::nullopt;
  return text(name);
}

std::vector<std::string> ControlArguments::texts(std::string_view name) const {
  if (!has(name)) return {};
  return values_.at(std::string(name)).get<std::vector<std::string>>();
}

ContactId ControlArguments::contact(std::string_view name) const {
  const auto id = parse_contact_id(text(name));
  assert(id && "checked before");
  return id.value_or(ContactId{});
}

ContactId ControlArguments::optional_contact(std::string_view name) const {
  return has(name) ? contact(name) : ContactId{};
}

}  // namespace tipring
