#include "dsl/check/site_survey.h"

#include <algorithm>

#include "dsl/check/arguments.h"
#include "dsl/check/walker.h"

namespace tipring::dsl {

// Which globals the files assign.
class SiteSurvey::Globals final : public Walker {
 public:
  explicit Globals(SiteSurvey& survey) : survey_(survey) {}

 private:
  void meet_target(const Expression& target) override {
    const auto* name = as<Name>(&target);
    if (name == nullptr || name->local != nullptr) return;
    (functions().empty() ? survey_.globals_ : survey_.misplaced_globals_).insert(name->name);
  }

  SiteSurvey& survey_;
};

// Which functions receive what from the words they are given to.
class SiteSurvey::Handing final : public Walker {
 public:
  explicit Handing(SiteSurvey& survey) : survey_(survey) {}

 private:
  void meet_expression(const Expression& expression) override {
    const auto* suffixed = as<Suffixed>(&expression);
    if (suffixed == nullptr) return;
    Value value = survey_.inference_.of(suffixed->base);
    for (const Suffix& suffix : suffixed->suffixes) {
      if (const auto call = Inference::called(value, suffix))
        hand(match_arguments(*call->arguments, suffix.arguments));
      value = survey_.inference_.after(value, suffix);
    }
  }

  void hand(const ArgumentMatch& match) {
    for (const ArgumentMatch::Pair& pair : match.pairs) {
      if (pair.parameter->hands.empty()) continue;
      const FunctionBody* body = survey_.inference_.handler(pair.value);
      if (body == nullptr) continue;
      survey_.inference_.hand(*body, pair.parameter->hands);
      survey_.handlers_.insert(body);
    }
  }

  SiteSurvey& survey_;
};

// What the files define, and where that cannot be told.
class SiteSurvey::Defining final : public Walker {
 public:
  explicit Defining(SiteSurvey& survey) : survey_(survey), inference_(survey.inference_) {}

 private:
  void meet_statement(const Statement& statement) override {
    const auto* declared = std::get_if<LocalStatement>(&statement.node);
    if (declared == nullptr) return;
    // A local that is always the word may be used like it.
    for (std::size_t at = 0; at < declared->names.size() && at < declared->values.size(); ++at) {
      Name name{declared->names[at]->name, declared->names[at]};
      const Expression alias{{}, std::move(name)};
      const Value value = inference_.of(declared->values[at]);
      if (value.kind != Value::Kind::unknown && inference_.of(&alias) == value)
        accounted_.insert(declared->values[at]);
    }
  }

  void meet_expression(const Expression& expression) override {
    const auto* suffixed = as<Suffixed>(&expression);
    if (suffixed == nullptr) {
      if (as<Name>(&expression) != nullptr) note_escape(expression, inference_.of(&expression));
      return;
    }
    accounted_.insert(suffixed->base);
    Value value = inference_.of(suffixed->base);
    for (const Suffix& suffix : suffixed->suffixes) {
      step(value, suffix);
      value = inference_.after(value, suffix);
    }
    note_escape(expression, value);
  }

  void step(const Value& value, const Suffix& suffix) {
    const bool computed = suffix.kind == Suffix::Kind::index && as<TextLiteral>(suffix.key) == nullptr;
    if (value.kind == Value::Kind::library && computed) open_nouns_of(value);
    const auto call = Inference::called(value, suffix);
    if (!call) return;
    const KnownFunction& function = *call->function;
    if (value.kind == Value::Kind::definition) {
      define_by_name(function.noun, value.defined);
    } else if (function.defines == DefinitionForm::by_field || function.defines == DefinitionForm::by_item) {
      define_in_table(function, suffix.arguments);
    }
  }

  void define_by_name(const std::string& noun, const Expression* name) {
    const auto text = name == nullptr ? std::nullopt : inference_.constant_text(name);
    if (text) return add(noun, *text, name->position);
    survey_.open_nouns_.insert(noun);
  }

  // The value of an option; null where the table names none.
  static const Expression* option_of(const TableLiteral& table, const std::string& name) {
    const auto found = std::ranges::find_if(table.items, [&](const TableItem& item) {
      return item.kind == TableItem::Kind::named && item.name == name;
    });
    return found == table.items.end() ? nullptr : found->value;
  }

  void define_in_table(const KnownFunction& function, const std::vector<const Expression*>& arguments) {
    const auto* table = arguments.size() == 1 ? as<TableLiteral>(arguments.front()) : nullptr;
    if (table != nullptr && !function.defining_field.empty()) {
      const Expression* field = option_of(*table, function.defining_field);
      if (field == nullptr) return;
      table = as<TableLiteral>(field);
    }
    if (table == nullptr) {
      survey_.open_nouns_.insert(function.noun);
      return;
    }
    for (const TableItem& item : table->items) {
      const bool positional = item.kind == TableItem::Kind::positional;
      if (function.defines == DefinitionForm::by_item) {
        if (positional) define_by_name(function.noun, item.value);
      } else if (item.kind == TableItem::Kind::named) {
        add(function.noun, item.name, item.position);
      } else if (item.kind == TableItem::Kind::keyed) {
        define_by_name(function.noun, item.key);
      }
    }
  }

  void add(const std::string& noun, const std::string& name, Position position) {
    survey_.define({noun, name, chunk().file, position}, always_runs());
  }

  // A defining word that is handed on may define anything.
  void note_escape(const Expression& expression, const Value& value) {
    const bool word = value.kind == Value::Kind::function || value.kind == Value::Kind::library;
    if (word && !accounted_.contains(&expression)) open_nouns_of(value);
  }

  void open_nouns_of(const Value& value) {
    if (value.function != nullptr && value.function->defines != DefinitionForm::none) {
      survey_.open_nouns_.insert(value.function->noun);
    }
    if (value.library == nullptr) return;
    for (const auto& [name, field] : value.library->fields) {
      if (field.function.defines != DefinitionForm::none) survey_.open_nouns_.insert(field.function.noun);
    }
  }

  SiteSurvey& survey_;
  Inference& inference_;
  std::set<const Expression*> accounted_;
};

SiteSurvey::SiteSurvey(std::span<const Chunk> chunks, const KnownNames& names)
    : names_(names), locals_(chunks), inference_(names_, locals_, globals_) {
  Globals globals(*this);
  for (const Chunk& chunk : chunks)
    globals.walk(chunk);
  Handing handing(*this);
  for (const Chunk& chunk : chunks)
    handing.walk(chunk);
  inference_.forget();
  Defining defining(*this);
  for (const Chunk& chunk : chunks)
    defining.walk(chunk);
  add_checked_nouns();
  add_names();
}

void SiteSurvey::add_checked_nouns() {
  const auto add = [this](const KnownFunction& function) {
    if (function.defines != DefinitionForm::none) checked_nouns_.insert(function.noun);
  };
  for (const auto& [noun, known] : names_.nouns)
    checked_nouns_.insert(noun);
  for (const auto& [name, global] : names_.globals) {
    add(global.function);
    for (const auto& [field, known] : global.fields)
      add(known.function);
  }
  for (const auto& [type, object] : names_.objects) {
    for (const auto& [member, known] : object.members)
      add(known.function);
  }
}

void SiteSurvey::define(Definition definition, bool certain) {
  if (certain) certain_.insert(place(definition));
  first_definitions_.try_emplace({definition.noun, definition.name}, definitions_.size());
  definitions_.push_back(std::move(definition));
}

const Definition* SiteSurvey::find(const std::string& noun, const std::string& name) const {
  const auto found = first_definitions_.find({noun, name});
  return found == first_definitions_.end() ? nullptr : &definitions_[found->second];
}

void SiteSurvey::add_names() {
  for (const Definition& definition : definitions_)
    names_of_nouns_[definition.noun].insert(definition.name);
  for (const auto& [noun, known] : names_.nouns)
    names_of_nouns_[noun].insert(known.names.begin(), known.names.end());
}

const std::set<std::string, std::less<>>& SiteSurvey::names_of(const std::string& noun) const {
  static const std::set<std::string, std::less<>> none;
  const auto found = names_of_nouns_.find(noun);
  return found == names_of_nouns_.end() ? none : found->second;
}

}  // namespace tipring::dsl
