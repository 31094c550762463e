#include "adapters/rtp/rtp_media.h"

#include <utility>

namespace tipring::rtp {
namespace {

constexpr std::size_t reading_threads = 2;

PreparedClip without_file(const Clip& clip) {
  if (const auto* tone = std::get_if<ToneClip>(&clip)) return *tone;
  return std::get<SilenceClip>(clip);
}

// On a reading thread: everything that may touch the disk.
Playback prepare(const std::vector<Clip>& clips, SoundCache& sounds) {
  std::vector<PreparedClip> prepared;
  for (const Clip& clip : clips) {
    const auto* sound = std::get_if<SoundClip>(&clip);
    if (sound == nullptr) {
      prepared.push_back(without_file(clip));
      continue;
    }
    auto samples = sounds.get(sound->path);
    if (!samples) return {std::move(prepared), samples.error().text};
    prepared.emplace_back(std::move(samples).value());
  }
  return {std::move(prepared), {}};
}

// Null where something must be read first.
std::shared_ptr<Playback> prepare_kept(const std::vector<Clip>& clips, SoundCache& sounds) {
  std::vector<PreparedClip> prepared;
  for (const Clip& clip : clips) {
    const auto* sound = std::get_if<SoundClip>(&clip);
    prepared.push_back(sound == nullptr ? without_file(clip) : sounds.kept(sound->path));
    if (sound != nullptr && std::get<Samples>(prepared.back()) == nullptr) return nullptr;
  }
  return std::make_shared<Playback>(std::move(prepared), std::string());
}

template <typename Figure, typename Published>
void set_known(std::optional<Figure>& figure, const std::atomic<Published>& published) {
  const Published value = published.load(std::memory_order_relaxed);
  if (value >= 0) figure = static_cast<Figure>(value);
}

}  // namespace

/// What the control thread knows of the legs, and the last gate before the events: what was stopped or closed
/// while its completion was on the way is not told.
class RtpMedia::Desk {
 public:
  struct Entry {
    std::shared_ptr<LegFigures> figures;
    OperationHandle playing;
    OperationHandle sending;
    bool detects_speech = false;
  };

  explicit Desk(MediaEvents& events) : events_(events) {}

  std::unordered_map<LegId, Entry>& legs() { return legs_; }
  const std::unordered_map<LegId, Entry>& legs() const { return legs_; }
  Entry* find(LegId leg) {
    const auto found = legs_.find(leg);
    return found == legs_.end() ? nullptr : &found->second;
  }

  void play_finished(LegId leg, OperationHandle operation, std::string problem) {
    if (ends(leg, operation, &Entry::playing)) events_.play_finished(leg, operation, std::move(problem));
  }
  void digits_sent(LegId leg, OperationHandle operation) {
    if (ends(leg, operation, &Entry::sending)) events_.digits_sent(leg, operation);
  }
  void digit(LegId leg, char digit) {
    if (find(leg) != nullptr) events_.digit(leg, digit);
  }
  void fell_silent(LegId leg, std::chrono::milliseconds silence) {
    if (find(leg) != nullptr) events_.fell_silent(leg, silence);
  }
  void speech_changed(LegId leg, SpeechChange change) {
    const Entry* entry = find(leg);
    if (entry != nullptr && entry->detects_speech) events_.speech_changed(leg, change);
  }
  // Also after the leg's close: the file is complete only now.
  void record_finished(LegId leg, OperationHandle operation, RecordingResult result) {
    events_.record_finished(leg, operation, std::move(result));
  }

 private:
  bool ends(LegId leg, OperationHandle operation, OperationHandle Entry::*current) {
    Entry* entry = find(leg);
    if (entry == nullptr || entry->*current != operation) return false;
    entry->*current = {};
    return true;
  }

  MediaEvents& events_;
  std::unordered_map<LegId, Entry> legs_;
};

/// Carries what legs tell from the media thread to the control thread.
class RtpMedia::Reporter final : public LegEvents {
 public:
  Reporter(Reactor& reactor, std::weak_ptr<Desk> desk) : reactor_(reactor), desk_(std::move(desk)) {}

  void play_finished(LegId leg, OperationHandle operation, std::string problem) override {
    post([=, problem = std::move(problem)](Desk& desk) { desk.play_finished(leg, operation, problem); });
  }
  void digits_sent(LegId leg, OperationHandle operation) override {
    post([=](Desk& desk) { desk.digits_sent(leg, operation); });
  }
  void digit(LegId leg, char digit) override {
    post([=](Desk& desk) { desk.digit(leg, digit); });
  }
  void fell_silent(LegId leg, std::chrono::milliseconds silence) override {
    post([=](Desk& desk) { desk.fell_silent(leg, silence); });
  }
  void speech_changed(LegId leg, SpeechChange change) override {
    post([=](Desk& desk) { desk.speech_changed(leg, change); });
  }

  /// From the writer's thread.
  void record_finished(LegId leg, OperationHandle operation, RecordingResult result) {
    post([=, result = std::move(result)](Desk& desk) { desk.record_finished(leg, operation, result); });
  }

 private:
  template <typename Event>
  void post(Event event) {
    reactor_.post([desk = desk_, event = std::move(event)] {
      if (const auto alive = desk.lock()) event(*alive);
    });
  }

  Reactor& reactor_;
  std::weak_ptr<Desk> desk_;
};

Result<std::unique_ptr<RtpMedia>> RtpMedia::create(RtpOptions options, Reactor& reactor, MediaEvents& events) {
  auto bind_address = UdpAddress::parse(options.bind_ip, 0);
  if (!bind_address) return bind_address.error();
  if (options.advertised_ip.empty()) options.advertised_ip = options.bind_ip;
  if (options.advertised_ip == "0.0.0.0" || options.advertised_ip == "::") {
    return Error{"bad-address", "media bound to " + options.bind_ip + " needs an address to name to its peers",
                 false};
  }
  auto thread = MediaThread::start();
  if (!thread) return thread.error();
  return std::unique_ptr<RtpMedia>(
      new RtpMedia(std::move(options), bind_address.value(), reactor, events, std::move(thread).value()));
}

RtpMedia::RtpMedia(RtpOptions options, UdpAddress bind_address, Reactor& reactor, MediaEvents& events,
                   std::unique_ptr<MediaThread> thread)
    : options_(std::move(options)),
      chance_(options_.seed),
      ports_(std::move(bind_address), options_.first_port, options_.last_port),
      sounds_(options_.sound_cache),
      sockets_(std::make_shared<std::atomic<std::size_t>>(0)),
      reactor_(reactor),
      desk_(std::make_shared<Desk>(events)),
      reporter_(std::make_unique<Reporter>(reactor, desk_)),
      writer_(std::make_unique<Worker>("record", 1)),
      thread_(std::move(thread)),
      readers_(std::make_unique<Worker>("sounds", reading_threads)) {}

RtpMedia::~RtpMedia() = default;

Result<void> RtpMedia::set_address(const std::string& ip) {
  auto address = UdpAddress::parse(ip, 0);
  if (!address) return address.error();
  if (ip == "0.0.0.0" || ip == "::")
    return Error{"bad-address", "media cannot name " + ip + " to its peers", false};
  options_.bind_ip = ip;
  options_.advertised_ip = ip;
  ports_.set_address(std::move(address).value());
  return {};
}

// The media thread is woken once for all that a round of the control thread asks of it: each time costs two
// changes of threads.
void RtpMedia::post(std::function<void()> command) {
  if (!thread_->put(std::move(command))) return;
  reactor_.before_wait([thread = thread_.get(), open = std::weak_ptr(desk_)] {
    if (!open.expired()) thread->wake();
  });
}

template <typename Change>
void RtpMedia::command(LegId leg, Change change) {
  post([thread = thread_.get(), leg, change = std::move(change)] { thread->with(leg, change); });
}

LegSeeds RtpMedia::leg_seeds() {
  LegSeeds seeds;
  seeds.stream = {static_cast<std::uint32_t>(chance_.next()), static_cast<std::uint16_t>(chance_.next()),
                  static_cast<std::uint32_t>(chance_.next())};
  seeds.reports = chance_.next();
  seeds.canonical_name = std::to_string(chance_.next()) + std::to_string(chance_.next());
  const auto utc = std::chrono::system_clock::now().time_since_epoch();
  seeds.utc_offset = std::chrono::duration_cast<Duration>(utc) - MediaThread::now().time_since_epoch();
  return seeds;
}

Result<LocalMedia> RtpMedia::open(LegId leg) {
  if (desk_->find(leg) != nullptr) return Error{"limit", "leg " + to_string(leg) + " has media already", false};
  auto sockets = ports_.bind_next();
  if (!sockets) return Error{"no-ports", sockets.error().text, true};
  const std::uint16_t port = sockets->rtp.port();
  auto figures = std::make_shared<LegFigures>();
  // Shared only because commands must be copyable; the media thread takes it over.
  auto handover = std::make_shared<std::unique_ptr<Leg>>(
      std::make_unique<Leg>(leg, std::move(sockets).value(), SocketCount(sockets_), leg_seeds(),
                            options_.silence_limit, MediaThread::now(), figures, *reporter_));
  if (!thread_->watch(**handover)) return Error{"no-ports", "the system watches no more sockets", true};
  desk_->legs()[leg].figures = std::move(figures);
  post([thread = thread_.get(), handover] { thread->add(std::move(*handover)); });
  return LocalMedia({options_.advertised_ip, port}, make_srtp_key());
}

void RtpMedia::set_peer(LegId leg, MediaPeer peer) {
  command(leg, [peer = std::move(peer)](Leg& media) { media.set_peer(peer, MediaThread::now()); });
}

void RtpMedia::play(LegId leg, OperationHandle operation, std::vector<Clip> clips) {
  Desk::Entry* entry = desk_->find(leg);
  if (entry == nullptr) return;
  entry->playing = operation;
  // Shared only because commands must be copyable; the leg takes it over.
  if (auto playback = prepare_kept(clips, sounds_)) {
    return command(leg, [operation, playback](Leg& media) {
      media.begin_play(operation);
      media.start_play(operation, std::move(*playback));
    });
  }
  command(leg, [operation](Leg& media) { media.begin_play(operation); });
  // The reader's command comes behind the one above, and behind a stop_play() only if that was given later:
  // then it finds the operation gone.
  readers_->post([this, leg, operation, clips = std::move(clips)] {
    auto playback = std::make_shared<Playback>(prepare(clips, sounds_));
    thread_->post([thread = thread_.get(), leg, operation, playback] {
      thread->with(leg, [&](Leg& media) { media.start_play(operation, std::move(*playback)); });
    });
  });
}

void RtpMedia::stop_play(LegId leg, OperationHandle operation) {
  Desk::Entry* entry = desk_->find(leg);
  if (entry == nullptr || entry->playing != operation) return;
  entry->playing = {};
  command(leg, [operation](Leg& media) { media.stop_play(operation); });
}

void RtpMedia::record(LegId leg, OperationHandle operation, RecordRequest request) {
  if (desk_->find(leg) == nullptr) return;
  auto done = [reporter = reporter_.get(), leg, operation](RecordingResult result) {
    reporter->record_finished(leg, operation, std::move(result));
  };
  const auto file = RecordingFile::create(request.path, request.sides == RecordingSides::stereo ? 2 : 1,
                                          *writer_, std::move(done));
  command(leg, [operation, request = std::move(request), file](Leg& media) {
    const Instant now = MediaThread::now();
    media.start_recording(std::make_unique<Recorder>(operation, request, file, now), now);
  });
}

void RtpMedia::stop_record(LegId leg, OperationHandle operation) {
  command(leg, [operation](Leg& media) { media.stop_recording(operation, MediaThread::now()); });
}

void RtpMedia::send_digits(LegId leg, OperationHandle operation, std::string digits) {
  Desk::Entry* entry = desk_->find(leg);
  if (entry == nullptr) return;
  entry->sending = operation;
  command(leg, [operation, digits = std::move(digits)](Leg& media) { media.send_digits(operation, digits); });
}

void RtpMedia::stop_digits(LegId leg, OperationHandle operation) {
  Desk::Entry* entry = desk_->find(leg);
  if (entry == nullptr || entry->sending != operation) return;
  entry->sending = {};
  command(leg, [operation](Leg& media) { media.stop_digits(operation); });
}

void RtpMedia::press(LegId leg, char digit) {
  command(leg, [digit](Leg& media) { media.press_for(digit); });
}

void RtpMedia::detect_speech(LegId leg, bool on) {
  Desk::Entry* entry = desk_->find(leg);
  if (entry == nullptr || entry->detects_speech == on) return;
  entry->detects_speech = on;
  command(leg, [on](Leg& media) { media.detect_speech(on, MediaThread::now()); });
}

void RtpMedia::bridge(LegId first, LegId second) {
  leave(first);
  leave(second);
  command(first, [thread = thread_.get(), second](Leg& one) {
    if (Leg* other = thread->find(second)) one.bridge_with(*other, MediaThread::now());
  });
}

void RtpMedia::unbridge(LegId leg) {
  command(leg, [](Leg& media) { media.unbridge(); });
}

void RtpMedia::join(LegId leg, ConferenceHandle conference, ConferencePart part) {
  post([thread = thread_.get(), leg, conference, part] { thread->join(leg, conference, part); });
}

void RtpMedia::leave(LegId leg) {
  post([thread = thread_.get(), leg] { thread->leave(leg); });
}

void RtpMedia::close(LegId leg) {
  if (desk_->legs().erase(leg) == 0) return;
  post([thread = thread_.get(), leg] { thread->remove(leg); });
}

std::optional<MediaStatistics> RtpMedia::statistics(LegId leg) const {
  const auto found = desk_->legs().find(leg);
  if (found == desk_->legs().end()) return std::nullopt;
  const LegFigures& figures = *found->second.figures;
  MediaStatistics statistics;
  statistics.packets_sent = figures.sent.load(std::memory_order_relaxed);
  statistics.packets_received = figures.received.load(std::memory_order_relaxed);
  statistics.packets_lost = figures.lost.load(std::memory_order_relaxed);
  statistics.packets_dropped = figures.dropped.load(std::memory_order_relaxed);
  statistics.jitter_ms = figures.jitter_ms.load(std::memory_order_relaxed);
  set_known(statistics.peer_packets_lost, figures.peer_lost);
  set_known(statistics.peer_jitter_ms, figures.peer_jitter_ms);
  set_known(statistics.round_trip_ms, figures.round_trip_ms);
  set_known(statistics.mos, figures.mos);
  return statistics;
}

MediaLive RtpMedia::live() const {
  return {desk_->legs().size(), sockets_->load()};
}

void RtpMedia::tap(LegId leg, std::shared_ptr<MediaTap> tap) {
  command(leg, [tap = std::move(tap)](Leg& media) { media.set_tap(tap, MediaThread::now()); });
}

}  // namespace tipring::rtp
