#include "cli/wire/wire_stage.h"

#include <algorithm>

#include "adapters/sim/message.h"
#include "cli/tester/party_story.h"
#include "cli/wire/site_ports.h"
#include "cli/wire/voice.h"
#include "runtime/ports/user_part.h"

namespace tipring::cli {
namespace {

// How long a sound may be on the line after its time: the network, the receiver's buffer, a late timer.
constexpr Duration on_the_way = std::chrono::seconds(4);
// For how long two parties try to hear each other.
constexpr Duration most_murmuring = std::chrono::seconds(30);

Error only_simulated(const std::string& what) {
  return {"unavailable", what + " is possible in simulation only"};
}

}  // namespace

WireStage::WireStage(RunLoop& loop, Reactor& reactor, Speech& speech, PlayLog& log,
                     std::filesystem::path folder)
    : loop_(loop),
      speech_(speech),
      log_(log),
      folder_(std::move(folder)),
      phones_(ids_, reactor),
      repertoire_(loop.clock()),
      correspondents_(
          [&log](const Correspondent& writer, const std::string& line) { log.add(writer.name, line); }) {
  phones_.on_call([this](const IncomingCall& call) { return pick(call); });
}

WireStage::~WireStage() {
  for (const Speech::Request request : speaking_)
    speech_.cancel(request);
}

Result<void> WireStage::open(su_root_s* root, std::vector<sip::DigestAccount> accounts, Log& log) {
  auto agent = sip::SipAgent::create(
      root, {.listen = {"udp://127.0.0.1:0"}, .user_agent = "Tipring/tester", .accounts = std::move(accounts)},
      loop_, ids_, phones_, log);
  if (!agent) return agent.error();
  sip_ = std::move(agent).value();
  sip_->deliver_messages_to(correspondents_);
  correspondents_.plug_in(*sip_);
  auto media = rtp::RtpMedia::create({.seed = 1}, phones_.reactor(), phones_);
  if (!media) return media.error();
  media_ = std::move(media).value();
  phones_.plug_in(*sip_, *sip_, *media_, *media_);
  return {};
}

std::string WireStage::phones_at() const {
  const sip::Endpoint& endpoint = sip_->listening().front();
  return endpoint.ip + ":" + std::to_string(endpoint.port);
}

bool WireStage::quiet() const {
  return media_->live().slots == 0 && sip_->settled();
}

void WireStage::site_plays(const std::vector<Clip>& clips) {
  Duration length = on_the_way;
  for (const Clip& clip : clips) {
    if (const auto* silence = std::get_if<SilenceClip>(&clip)) length += silence->length;
    if (const auto* tone = std::get_if<ToneClip>(&clip)) length += tone->length;
    const auto* sound = std::get_if<SoundClip>(&clip);
    if (sound == nullptr) continue;
    length += sound->length;
    // A file that cannot be read is the site's to notice.
    static_cast<void>(repertoire_.add({Sound::Kind::prompt, sound->name, sound->text, 0}, sound->path, length));
  }
}

std::vector<PartyId> WireStage::parties() const {
  std::vector<PartyId> ids;
  for (PartyId id = 1; id <= parties_.size(); ++id)
    ids.push_back(id);
  return ids;
}

PartyId WireStage::add(const std::string& name, const std::string& address, const PhoneTraits& traits) {
  parties_.push_back(std::make_unique<WireParty>(
      WireWorld{loop_, phones_, repertoire_}, unique_party_name(*this, name), address, traits,
      [this](const WireParty& party, const sim::PartyEvent& event) { happened(party, event); }));
  return static_cast<PartyId>(parties_.size());
}

Result<PartyId> WireStage::call(CallPlan plan) {
  const std::string name = plan.name.empty() ? sim::parse_address(plan.from).user : plan.name;
  const PartyId id = add(name, plan.from, plan.phone);
  const std::string user = escaped_user(sim::parse_address(plan.to).user);
  if (auto placed = at(id).call("sip:" + user + "@" + site_, plan); !placed) return placed.error();
  return id;
}

Result<PartyId> WireStage::expect_call(const std::string& address, std::string name, PhoneTraits phone) {
  const auto found =
      std::ranges::find_if(unclaimed_, [&](PartyId id) { return sim::reaches(at(id).address(), address); });
  if (found != unclaimed_.end()) {
    const PartyId claimed = *found;
    unclaimed_.erase(found);
    if (!name.empty() && name != at(claimed).name()) at(claimed).rename(unique_party_name(*this, name));
    return claimed;
  }
  if (name.empty()) name = sim::parse_address(address).user;
  const PartyId id = add(name, address, phone);
  expected_.push_back(id);
  return id;
}

Phone* WireStage::pick(const IncomingCall& call) {
  const std::string target = meant_for(call);
  const auto found =
      std::ranges::find_if(expected_, [&](PartyId id) { return sim::reaches(target, at(id).address()); });
  if (found != expected_.end()) {
    const PartyId id = *found;
    expected_.erase(found);
    return &at(id).phone();
  }
  const PartyId id = add(sim::parse_address(target).user, target, {});
  unclaimed_.push_back(id);
  return &at(id).phone();
}

Result<void> WireStage::refuse(PartyId party, int status, std::string reason) {
  if (status < 400) return only_simulated("a redirection that leads nowhere");
  return at(party).refuse(status, std::move(reason));
}

Result<void> WireStage::redirect(PartyId party, std::vector<std::string> targets) {
  return at(party).redirect(std::move(targets));
}

Result<void> WireStage::hold(PartyId party) {
  return at(party).hold();
}

Result<void> WireStage::resume(PartyId party) {
  return at(party).resume();
}

Result<void> WireStage::transfer(PartyId party, const std::string& target, PartyId consultation) {
  return at(party).transfer(target, consultation != 0 ? &at(consultation) : nullptr);
}

Result<void> WireStage::vanish(PartyId /*party*/) {
  return only_simulated("dropping off the network");
}

Result<void> WireStage::speak(PartyId party, Duration length, std::string words) {
  murmuring_.erase(party);
  at(party).tell_speaking(words);
  if (words.empty()) {
    murmur(party, length);
    return {};
  }
  const Instant end = loop_.clock().now() + length;
  speaking_.push_back(speech_.synthesise({.text = words}, [this, party, end, words](Result<SoundClip> clip) {
    if (!clip) log_.add(at(party).name(), "cannot speak: " + clip.error().text);
    const Duration left = end - loop_.clock().now();
    if (!clip || left <= Duration::zero()) return at(party).fall_silent();
    // Long after it was said it may be played from a recording.
    static_cast<void>(repertoire_.add({Sound::Kind::voice, at(party).name(), words, 0}, clip->path,
                                      left + std::chrono::minutes(1)));
    at(party).say(clip.value(), left);
  }));
  return {};
}

void WireStage::murmur(PartyId party, Duration length) {
  const auto clip = write_voice(party, folder_ / ("voice" + std::to_string(party) + ".wav"));
  if (!clip) return log_.add(at(party).name(), "cannot speak: " + clip.error().text);
  static_cast<void>(
      repertoire_.add({Sound::Kind::voice, at(party).name(), {}, 0}, clip->path, length + on_the_way));
  at(party).say(clip.value(), length);
}

void WireStage::let_speak_to_each_other(PartyId first, PartyId second) {
  getting_to_know_.push_back(
      {first, second, at(first).hears_voice_of(at(second)), at(second).hears_voice_of(at(first))});
  speak_on(first);
  speak_on(second);
}

// Who speaks already is heard anyway, and murmurs once that is over.
void WireStage::speak_on(PartyId party) {
  if (at(party).speaking()) return;
  at(party).tell_speaking({});
  murmuring_.insert(party);
  murmur(party, most_murmuring);
}

void WireStage::note_heard(const WireParty& listener, const Sound& sound) {
  if (sound.kind != Sound::Kind::voice) return;
  std::set<PartyId> acquainted;
  for (Acquaintance& pair : getting_to_know_) {
    if (&listener == &at(pair.first)) pair.first_heard |= sound.name == at(pair.second).name();
    if (&listener == &at(pair.second)) pair.second_heard |= sound.name == at(pair.first).name();
    if (pair.over()) acquainted.insert({pair.first, pair.second});
  }
  std::erase_if(getting_to_know_, [](const Acquaintance& pair) { return pair.over(); });
  for (const PartyId party : acquainted) {
    if (murmuring_.contains(party)) at(party).fall_silent();
  }
}

void WireStage::happened(const WireParty& party, const sim::PartyEvent& event) {
  log_.add(party.name(), tell(event));
  if (event.kind == sim::PartyEvent::Kind::hears) return note_heard(party, event.sound);
  if (event.kind != sim::PartyEvent::Kind::falls_silent) return;
  const auto place = std::ranges::find(parties_, &party, &std::unique_ptr<WireParty>::get);
  const auto id = static_cast<PartyId>(place - parties_.begin() + 1);
  murmuring_.erase(id);
  const bool unheard =
      std::ranges::any_of(getting_to_know_, [id](const Acquaintance& pair) { return pair.includes(id); });
  if (unheard && party.in_call()) speak_on(id);
}

PartyView WireStage::look(PartyId party) const {
  PartyView view = parties_.at(party - 1)->view();
  const auto peer = parties_.at(party - 1)->phone().peer_address();
  if (!peer) return view;
  const bool direct =
      std::ranges::any_of(parties_, [&](const auto& other) { return other->phone().address() == *peer; });
  view.path = direct ? "direct" : "relayed";
  return view;
}

}  // namespace tipring::cli
