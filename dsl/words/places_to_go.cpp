#include "dsl/words/places_to_go.h"

#include "dsl/binding/registry.h"
#include "dsl/words/option_table.h"
#include "dsl/words/targets.h"

namespace tipring::dsl {
namespace {

ActionParty party_of(const WordCall& call, const TargetObject& target, const std::string& what) {
  if (!target.trunk.empty() && !target.number)
    call.mistake(what + ": trunk \"" + target.trunk + "\" needs the number to call: trunk(\"" + target.trunk +
                 "\", \"+12025550143\")");
  return {{}, target.phone, target.trunk, target.number.value_or("")};
}

}  // namespace

Action place_to_go_at(const WordCall& call, int index, const std::string& what) {
  lua_State* lua = call.lua();
  if (const auto* action = object_at<Action>(lua, index, "action")) return *action;
  Action action{.kind = Action::Kind::connect};
  if (const auto* target = object_at<TargetObject>(lua, index, "target")) {
    action.parties.push_back(party_of(call, *target, what));
    return action;
  }
  if (lua_type(lua, index) != LUA_TSTRING || !is_target_uri(lua_tostring(lua, index)))
    call.mistake(what + " is " + shown_value(lua, index) +
                 "; a contact can go to dialog \"name\", rules \"name\", queue \"name\", phone \"100\", "
                 "trunk(\"carrier\", number), "
                 "\"sip:ann@192.0.2.7\", reject(404), redirect(uri) or hang_up()");
  action.parties.push_back({.uri = lua_tostring(lua, index)});
  return action;
}

ActionParty party_at(const WordCall& call, int index, const std::string& what) {
  lua_State* lua = call.lua();
  if (const auto* target = object_at<TargetObject>(lua, index, "target")) return party_of(call, *target, what);
  if (lua_type(lua, index) != LUA_TSTRING || !is_sip_uri(lua_tostring(lua, index)))
    call.mistake(what + " is " + shown_value(lua, index) +
                 "; an agent is called at phone \"100\", \"sip:ann@192.0.2.7\" or trunk(\"carrier\", number)");
  return {.uri = lua_tostring(lua, index)};
}

}  // namespace tipring::dsl
