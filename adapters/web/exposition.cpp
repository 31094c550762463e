#include "adapters/web/exposition.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

namespace tipring::web {
namespace {

std::string number(double value) {
  if (std::isnan(value)) return "NaN";
  if (std::isinf(value)) return value > 0 ? "+Inf" : "-Inf";
  std::array<char, 32> digits{};
  const auto result = std::to_chars(digits.data(), digits.data() + digits.size(), value);
  return {digits.data(), result.ptr};
}

// Of a label's value, quotes too; of help, not.
std::string escaped(std::string_view text, bool quotes) {
  std::string safe;
  for (const char letter : text) {
    if (letter == '\n') {
      safe += "\\n";
    } else if (letter == '\\' || (quotes && letter == '"')) {
      safe += {'\\', letter};
    } else {
      safe += letter;
    }
  }
  return safe;
}

}  // namespace

void Histogram::add(double value) {
  const auto found = std::lower_bound(bounds_.begin(), bounds_.end(), value);
  ++counts_[static_cast<std::size_t>(found - bounds_.begin())];
  sum_ += value;
}

void Exposition::metric(std::string_view name, std::string_view type, std::string_view help) {
  name_ = name;
  text_ +=
      "# HELP " + name_ + " " + escaped(help, false) + "\n# TYPE " + name_ + " " + std::string(type) + "\n";
}

void Exposition::sample(double value, const Labels& labels) {
  line("", labels, value);
}

void Exposition::sample(const Histogram& histogram) {
  double below = 0;
  for (std::size_t at = 0; at < histogram.counts().size(); ++at) {
    below += static_cast<double>(histogram.counts()[at]);
    const std::string bound = at < histogram.bounds().size() ? number(histogram.bounds()[at]) : "+Inf";
    line("_bucket", {{"le", bound}}, below);
  }
  line("_sum", {}, histogram.sum());
  line("_count", {}, below);
}

void Exposition::line(std::string_view suffix, const Labels& labels, double value) {
  text_ += name_;
  text_ += suffix;
  std::string_view separator = "{";
  for (const auto& [name, label] : labels) {
    text_ += separator;
    text_ += name;
    text_ += "=\"" + escaped(label, true) + "\"";
    separator = ",";
  }
  text_ += labels.empty() ? " " : "} ";
  text_ += number(value) + "\n";
}

}  // namespace tipring::web
