#pragma once

#include <span>
#include <vector>

#include <lua.hpp>

#include "dsl/binding/word.h"
#include "dsl/words/host.h"

namespace tipring::dsl {

/// All words of the language, in the order of the manual. One file of this folder for each group.
const std::vector<Word>& all_words();

std::span<const Word> site_words();        ///< listen, variables, env, on.call
std::span<const Word> media_words();       ///< media, rtpengine
std::span<const Word> party_words();       ///< phone, trunk, secret
std::span<const Word> permission_words();  ///< destinations
std::span<const Word> number_words();      ///< region, numbers, list, on_list, ours, not_ours
std::span<const Word> action_words();      ///< dialog, reject, redirect, hang_up
std::span<const Word> rule_words();        ///< rules
std::span<const Word> queue_words();       ///< skills, queue, position, estimate
std::span<const Word> agent_words();       ///< agent, agents, agents.set, agents.state, call.agent
std::span<const Word> condition_words();   ///< always, above, any, where, …
std::span<const Word> hours_words();       ///< zone, hours, holidays, is_open
std::span<const Word> database_words();    ///< store, records, db.row, rows, exec, transaction, null
std::span<const Word> http_words();        ///< http, http.get, post, put, delete; json.encode, json.decode
std::span<const Word> customer_words();    ///< customers, customers.by_phone, by_mail, by_id
std::span<const Word> why_words();         ///< call.why, chat.why
std::span<const Word> call_words();   ///< call's attributes, ring, answer, reject, redirect, hang_up, finally
std::span<const Word> audio_words();  ///< play, say, tone, silence, gather, send_digits
std::span<const Word> recording_words();   ///< record, start_recording, stop_recording
std::span<const Word> speech_words();      ///< wait_for_speech, wait_for_silence
std::span<const Word> connect_words();     ///< connect
std::span<const Word> conference_words();  ///< join, leave, mute, unmute
std::span<const Word> people_words();      ///< supervise, park, retrieve; parking
std::span<const Word> chat_words();        ///< on.message, chat's attributes, send, receive, ask; send_message
std::span<const Word> mailbox_words();     ///< messages_waiting
std::span<const Word> time_words();        ///< wait, after, spawn
std::span<const Word> log_words();         ///< log.debug, log.info, log.warning, log.error

/// Makes words and the objects they work with known to a fresh Lua state. `host` outlives it.
void register_language(lua_State* lua, Host& host);

}  // namespace tipring::dsl
