#include "dsl/words/clips.h"

#include <array>
#include <vector>

#include "dsl/binding/registry.h"
#include "runtime/base/nearest.h"

namespace tipring::dsl {
namespace {

using std::chrono::milliseconds;

struct NamedTone {
  std::string_view name;
  std::vector<ToneClip::Part> parts;
  milliseconds length;  // Where none is given; 0: until stopped.
};

// The tones of ITU-T E.180, supplement 2, as most of Europe uses them.
const std::vector<NamedTone>& named_tones() {
  static const std::vector<NamedTone> tones{
      {"beep", {{1000, 0, milliseconds(200)}}, milliseconds(200)},
      {"dial", {{425, 0, milliseconds(1000)}}, milliseconds(0)},
      {"ringback", {{425, 0, milliseconds(1000)}, {0, 0, milliseconds(4000)}}, milliseconds(0)},
      {"busy", {{425, 0, milliseconds(500)}, {0, 0, milliseconds(500)}}, milliseconds(0)},
      {"congestion", {{425, 0, milliseconds(250)}, {0, 0, milliseconds(250)}}, milliseconds(0)},
  };
  return tones;
}

}  // namespace

ToneClip tone_named(const WordCall& call, const std::string& name, Duration length) {
  std::vector<std::string> names;
  for (const NamedTone& tone : named_tones()) {
    if (tone.name == name) {
      const auto given = std::chrono::duration_cast<milliseconds>(length);
      return {name, tone.parts, given.count() > 0 ? given : tone.length};
    }
    names.emplace_back(tone.name);
  }
  const auto near = nearest(name, names);
  call.mistake(
      "there is no tone \"" + name + "\"" +
      (near ? "; did you mean \"" + *near + "\"?" : "; there are beep, dial, ringback, busy and congestion"));
}

PlayItem clip_at(const WordCall& call, int index) {
  lua_State* lua = call.lua();
  if (const auto* clip = object_at<ClipObject>(lua, index, "clip")) return clip->item;
  if (const auto* recording = object_at<RecordingObject>(lua, index, "recording")) return recording->clip;
  auto sound = call.host<Host>().sounds.find(lua_tostring(lua, index));
  if (!sound) call.mistake(sound.error().text);
  return std::move(sound).value();
}

std::vector<PlayItem> clips_of(const WordCall& call) {
  std::vector<PlayItem> clips;
  const auto [first, count] = call.repeated();
  for (int index = first; index < first + count; ++index)
    clips.push_back(clip_at(call, index));
  return clips;
}

std::string spoken_text(const WordCall& call, int index) {
  lua_State* lua = call.lua();
  if (lua_type(lua, index) == LUA_TSTRING) return lua_tostring(lua, index);
  // The standard library speaks numbers; it is loaded before any script of the site runs.
  lua_getfield(lua, LUA_REGISTRYINDEX, "tipring.spoken_number");
  lua_pushvalue(lua, index);
  lua_call(lua, 1, 1);
  std::string text = lua_tostring(lua, -1);
  lua_pop(lua, 1);
  return text;
}

SpeechRequest speech_of(const WordCall& call) {
  SpeechRequest request;
  const auto [first, count] = call.repeated();
  for (int index = first; index < first + count; ++index) {
    const int type = lua_type(call.lua(), index);
    if (type != LUA_TSTRING && type != LUA_TNUMBER) {
      call.mistake("takes texts and numbers, not " + describe_value(call.lua(), index));
    }
    request.text += spoken_text(call, index);
  }
  return request;
}

}  // namespace tipring::dsl
