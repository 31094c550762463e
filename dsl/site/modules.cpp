#include "dsl/site/modules.h"

#include <algorithm>

#include "stdlib/modules.h"

#include "dsl/sandbox/lua_error.h"
#include "runtime/base/nearest.h"

namespace tipring::dsl {
namespace {

constexpr const char* loaded_modules = "tipring.modules";

// "lib/de/words.lua" → "de.words"
std::string module_name(std::string file, const std::string& prefix) {
  file = file.substr(prefix.size() + std::string("lib/").size());
  file.resize(file.size() - std::string(".lua").size());
  std::replace(file.begin(), file.end(), '/', '.');
  return file;
}

// "de.words" → "lib/de/words.lua"; the standard library's have no file of the site.
std::string file_name(std::string name, const std::string& prefix) {
  if (name.starts_with("stdlib.")) return name + ".lua";
  std::replace(name.begin(), name.end(), '.', '/');
  return prefix + "lib/" + name + ".lua";
}

}  // namespace

Modules::Modules(const SiteFiles& files) : prefix_(files.prefix()) {
  for (const SiteFile& file : files.modules)
    modules_.push_back({module_name(file.name, prefix_), file.text});
  for (const stdlib::Module& module : stdlib::modules())
    modules_.push_back({"stdlib." + module.name, module.text});
}

std::vector<std::string> Modules::names() const {
  std::vector<std::string> names;
  for (const SiteFile& module : modules_)
    names.push_back(module.name);
  return names;
}

const SiteFile* Modules::find(const std::string& name) const {
  const auto found = std::find_if(modules_.begin(), modules_.end(),
                                  [&](const SiteFile& module) { return module.name == name; });
  return found == modules_.end() ? nullptr : &*found;
}

void Modules::register_require(lua_State* lua) {
  lua_newtable(lua);
  lua_setfield(lua, LUA_REGISTRYINDEX, loaded_modules);
  lua_pushlightuserdata(lua, this);
  lua_pushcclosure(lua, require, 1);
  lua_setglobal(lua, "require");
}

int Modules::require(lua_State* lua) {
  const auto& modules = *static_cast<const Modules*>(lua_touserdata(lua, lua_upvalueindex(1)));
  if (lua_type(lua, 1) != LUA_TSTRING) raise_mistake(lua, "require takes a module's name");
  const std::string name = lua_tostring(lua, 1);
  const SiteFile* module = modules.find(name);
  if (module == nullptr) {
    raise_mistake(lua, "there is no module \"" + name + "\"" + did_you_mean(nearest(name, modules.names())) +
                           "; modules are the site's files below lib, and stdlib");
  }
  lua_settop(lua, 1);
  lua_getfield(lua, LUA_REGISTRYINDEX, loaded_modules);
  lua_getfield(lua, 2, name.c_str());
  if (lua_type(lua, 3) == LUA_TLIGHTUSERDATA)
    raise_mistake(lua, "module \"" + name + "\" requires itself in a ring");
  if (!lua_isnil(lua, 3)) return 1;
  lua_pushlightuserdata(lua, lua);  // Under way.
  lua_setfield(lua, 2, name.c_str());
  if (auto compiled = Sandbox::of(lua).compile(lua, module->text, file_name(name, modules.prefix_));
      !compiled) {
    raise_mistake(lua, compiled.error().text);
  }
  lua_call(lua, 0, 1);
  if (lua_isnil(lua, -1)) {
    lua_pop(lua, 1);
    lua_pushboolean(lua, 1);
  }
  lua_pushvalue(lua, -1);
  lua_setfield(lua, 2, name.c_str());
  return 1;
}

}  // namespace tipring::dsl
