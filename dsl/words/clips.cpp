#include "dsl/words/clips.h"

#include <chrono>
#include <utility>
#include <vector>

#include "dsl/binding/registry.h"
#include "runtime/contact/national_tones.h"

namespace tipring::dsl {
namespace {

using std::chrono::milliseconds;

}  // namespace

ToneClip resolve(const WordCall& call, const NamedTone& tone) {
  const auto& site = call.host<Host>().definitions.tones;
  const std::string country = !tone.country.empty() ? tone.country
                              : site                ? site->country
                                                    : std::string(usual_tones);
  auto clip = national_tone(country, tone.name);
  if (!clip) call.mistake(clip.error().text);
  const auto length = std::chrono::duration_cast<milliseconds>(tone.length);
  if (length.count() > 0) clip->length = length;
  return std::move(clip).value();
}

PlayItem clip_at(const WordCall& call, int index) {
  lua_State* lua = call.lua();
  if (const auto* clip = object_at<ClipObject>(lua, index, "clip")) {
    if (const auto* tone = std::get_if<NamedTone>(&clip->what)) return resolve(call, *tone);
    return std::get<SilenceClip>(clip->what);
  }
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

void read_barge_in(const WordCall& call, PlayRequest& prompt) {
  if (!call.has("barge_in")) return;
  const int index = call.index_of("barge_in");
  if (lua_type(call.lua(), index) == LUA_TBOOLEAN) {
    prompt.barge_in = lua_toboolean(call.lua(), index) != 0;
    return;
  }
  prompt.speech_barges_in = true;
}

}  // namespace tipring::dsl
