#include "dsl/site/decisions.h"

#include "dsl/site/content_address.h"
#include "dsl/site/site_attributes.h"
#include "dsl/words/script_failure.h"
#include "runtime/contact/contact_attributes.h"
#include "runtime/rules/rules_json.h"

namespace tipring::dsl {
namespace {

class ContactCircumstances final : public Circumstances {
 public:
  ContactCircumstances(Host& host, const Contact& contact, const RulesDefinition& rules)
      : host_(host), contact_(contact), rules_(rules) {}

  Observation see(const Attribute& attribute) override {
    if (attribute.kind == Attribute::Kind::queue)
      return observe_figure(*host_.distributor, host_.whole_name(attribute.name), attribute.field);
    return observe_attribute(host_.definitions, attribute, host_.loop.clock().utc(),
                             [this](std::string_view field) { return observe(contact_, field); });
  }

  Truth holds(std::size_t predicate) override {
    lua_State* lua = host_.sandbox.lua();
    const int top = lua_gettop(lua);
    lua_rawgeti(lua, LUA_REGISTRYINDEX, rules_.predicates[predicate].reference);
    push_contact(lua, host_, contact_.id);
    const SliceOutcome outcome = host_.sandbox.call(1);
    const bool said = outcome.end == SliceEnd::returned && outcome.results > 0 &&
                      lua_toboolean(lua, lua_gettop(lua) - outcome.results + 1) != 0;
    lua_settop(lua, top);
    if (outcome.end == SliceEnd::returned) return truth(said);
    report_script_failure(
        host_, contact_.id, {.end = TaskEnd::failed, .error = outcome.error, .traceback = outcome.traceback},
        "where \"" + rules_.predicates[predicate].name + "\" of rules \"" + rules_.rules.name + "\"");
    return Truth::no;
  }

 private:
  Host& host_;
  const Contact& contact_;
  const RulesDefinition& rules_;
};

}  // namespace

void Decisions::prepare(const Definitions& definitions, const std::string& content) {
  content_ = content;
  origin_ = {std::string(short_version(content))};
  for (const auto& [name, definition] : definitions.rules)
    sets_.emplace(name, RuleSet(definition.rules));
}

bool Decisions::replace(RuleSetDefinition rules) {
  const auto found = sets_.find(rules.name);
  if (rules_to_json({&rules}) == rules_to_json({&found->second.definition()})) return false;
  found->second = RuleSet(std::move(rules));
  ContentAddress address;
  address.add("content", content_);
  address.add("rules", rules_to_json(definitions()));
  origin_.rows = short_version(address.finish());
  return true;
}

std::vector<const RuleSetDefinition*> Decisions::definitions() const {
  std::vector<const RuleSetDefinition*> all;
  for (const auto& [name, set] : sets_)
    all.push_back(&set.definition());
  return all;
}

const RuleSet* Decisions::find(std::string_view name) const {
  const auto found = sets_.find(name);
  return found == sets_.end() ? nullptr : &found->second;
}

Outcome Decisions::decide(Host& host, const Contact& contact, std::string_view name) const {
  const RuleSet& rules = *find(name);
  ContactCircumstances circumstances(host, contact, host.definitions.rules.find(name)->second);
  const Decision decision = rules.decide(circumstances);
  Outcome outcome = rules.outcome_of(decision);
  auto record = record_of(origin_, rules.definition(), decision, outcome);
  if (!host.enterprise.empty()) record.emplace(record.begin() + 1, "enterprise", host.enterprise);
  note_decided(host, contact.id, std::move(record));
  return outcome;
}

}  // namespace tipring::dsl
