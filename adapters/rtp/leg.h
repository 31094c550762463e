#pragma once

#include <array>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "adapters/rtp/codec.h"
#include "adapters/rtp/flood_gate.h"
#include "adapters/rtp/incoming_audio.h"
#include "adapters/rtp/key_listener.h"
#include "adapters/rtp/latch.h"
#include "adapters/rtp/outgoing_audio.h"
#include "adapters/rtp/packet.h"
#include "adapters/rtp/playback.h"
#include "adapters/rtp/recorder.h"
#include "adapters/rtp/rtcp_channel.h"
#include "adapters/rtp/secure_line.h"
#include "adapters/rtp/silence_watch.h"
#include "adapters/rtp/speech_detector.h"
#include "adapters/rtp/statistics.h"
#include "adapters/rtp/tap.h"
#include "adapters/rtp/telephone_event.h"
#include "adapters/rtp/udp_socket.h"
#include "runtime/base/ids.h"
#include "runtime/ports/media.h"

namespace tipring::rtp {

/// A leg's figures, written by the media thread and read by the control thread.
struct LegFigures {
  std::atomic<std::uint64_t> sent = 0;
  std::atomic<std::uint64_t> received = 0;
  std::atomic<std::uint64_t> lost = 0;
  std::atomic<std::uint64_t> dropped = 0;
  std::atomic<double> jitter_ms = 0;
  // Below zero: not known.
  std::atomic<std::int64_t> peer_lost = -1;
  std::atomic<double> peer_jitter_ms = -1;
  std::atomic<double> round_trip_ms = -1;
  std::atomic<double> mos = -1;
};

/// Counts a leg's pair in and out of the open sockets.
class SocketCount {
 public:
  explicit SocketCount(std::shared_ptr<std::atomic<std::size_t>> open) : open_(std::move(open)) { *open_ += 2; }
  SocketCount(SocketCount&&) = default;
  SocketCount& operator=(SocketCount&&) = delete;
  ~SocketCount() {
    if (open_) *open_ -= 2;
  }

 private:
  std::shared_ptr<std::atomic<std::size_t>> open_;
};

/// What of a leg is chance, or time outside.
struct LegSeeds {
  StreamSeeds stream;
  std::uint64_t reports = 0;   ///< Of the intervals between RTCP reports.
  std::string canonical_name;  ///< For RTCP.
  Duration utc_offset{0};      ///< From an Instant to the time since 1970.
};

class Mixer;

/// What a leg tells, on the media thread.
class LegEvents {
 public:
  virtual ~LegEvents() = default;
  virtual void play_finished(LegId leg, OperationHandle operation, std::string problem) = 0;
  virtual void digits_sent(LegId leg, OperationHandle operation) = 0;
  virtual void digit(LegId leg, char digit) = 0;
  virtual void fell_silent(LegId leg, std::chrono::milliseconds silence) = 0;
  virtual void speech_changed(LegId leg, SpeechChange change) = 0;
};

/// One leg's media, on the media thread. What it sends at a moment is, in this order: digits; the running play
/// request; the bridged party; else nothing at all: silence is sent only as part of a play request, since a
/// phone makes its own comfort noise and a packet not sent costs nobody anything.
///
/// What comes from a bridged party of the same codec is sent on as it comes. Between different codecs it
/// crosses as audio: put in order, decoded, encoded anew, which delays it by IncomingAudio's depth.
class Leg {
 public:
  /// `silence_limit`: 0 for none.
  Leg(LegId id, SocketPair sockets, SocketCount count, LegSeeds seeds, std::chrono::milliseconds silence_limit,
      Instant now, std::shared_ptr<LegFigures> figures, LegEvents& events);
  ~Leg();
  Leg(const Leg&) = delete;
  Leg& operator=(const Leg&) = delete;

  LegId id() const { return id_; }
  int rtp_descriptor() const { return socket_.descriptor(); }
  int rtcp_descriptor() const { return control_.socket().descriptor(); }

  /// An audio format that is none of Codec, or security that cannot be had, is taken as "nothing can be sent or
  /// heard".
  void set_peer(const MediaPeer& peer, Instant now);

  /// The clips are being prepared; whatever played until now is over.
  void begin_play(OperationHandle operation);
  /// The clips of `operation` are ready. Ignored when it is no longer the one to play.
  void start_play(OperationHandle operation, Playback playback);
  void stop_play(OperationHandle operation);

  /// In place of one of the same kind.
  void start_recording(std::unique_ptr<Recorder> recorder, Instant now);
  void stop_recording(OperationHandle operation, Instant now);
  void end_recordings(Instant now);

  void send_digits(OperationHandle operation, const std::string& digits);
  void stop_digits(OperationHandle operation);
  /// Somebody else pressed a key, and its packets are not relayed: it is pressed anew.
  void press_for(char digit);

  void detect_speech(bool on, Instant now);

  /// Neither is in a conference.
  void bridge_with(Leg& other, Instant now);
  void unbridge();
  /// Null when there is none.
  Leg* bridged() const { return bridged_; }

  // For the Mixer of the conference that the leg is in.
  void enter(Mixer& mixer, Instant now);
  void left_mixer();
  /// What the peer says there; null outside of a conference.
  IncomingAudio* voice() { return voice_.get(); }
  /// What the peer is to hear of the others now; null: none of them says anything.
  void hear_mixed(const Frame* mixed, Instant now);

  /// Out of the conference that it is in.
  void leave_mixer();

  void set_tap(std::shared_ptr<MediaTap> tap, Instant now);

  /// Takes one packet that waits; the socket tells again if there are more. So no leg's flood holds up the
  /// others, and an ordinary leg, whose packets come one by one, costs no second look.
  void receive(Instant now);
  /// The same, on the port for RTCP.
  void receive_rtcp(Instant now);

  /// Every 20 ms while wants_tick().
  void tick(Instant now);
  bool wants_tick() const;

  /// Every second: sends the report that is due, and tells of a silence that lasts too long.
  void second(Instant now);

  /// Tells the peer by RTCP that nothing more comes (RFC 3550, section 6.6).
  void say_goodbye(Instant now);

 private:
  struct Tap {
    std::shared_ptr<MediaTap> ears;
    IncomingAudio audio;
  };
  // For a peer that has not agreed on telephone events: its keys are heard by their tones. Where nothing comes
  // it sleeps, without audio.
  struct KeyEar {
    KeyListener keys;
    std::optional<IncomingAudio> audio{};
    unsigned silent_frames = 0;  // In a row.
  };
  struct SpeechEar {
    SpeechDetector speech;
    IncomingAudio audio;
  };
  using Buffer = std::array<std::uint8_t, largest_packet>;

  // Late packets are waited for so long where somebody listens at once.
  static constexpr std::chrono::milliseconds listening_delay{60};

  bool secure_as(const std::optional<MediaSecurity>& security);
  bool sends() const;
  bool hears() const;
  void drop();
  void take_packet(std::span<std::uint8_t> bytes, const UdpAddress& source, Instant now);
  void take_rtcp(std::span<std::uint8_t> bytes, const UdpAddress& source, Instant now);
  bool take_event(const RtpPacket& packet, std::span<const std::uint8_t> payload);
  void hear(const RtpPacket& packet, std::span<const std::uint8_t> payload, Instant now);
  void update_crossing(Instant now);

  // What the bridged party does, on the leg that is to hear it.
  bool free_to_speak() const { return sends() && !playback_ && !digit_sender_.active(); }
  bool sends_events() const;
  bool relays_events_of(const Leg& other) const;
  void relay(std::span<std::uint8_t> bytes, const RtpPacket& packet, bool is_event, Codec codec, Instant now);
  void record_own(const Frame& frame, Instant now);
  void say(const Frame& frame, Instant now);
  void pause();
  void publish_received();
  void publish_quality();
  RtcpReport report(Instant now);
  void send(const RtcpReport& report);
  std::span<const std::uint8_t> sealed(std::span<const std::uint8_t> packet);

  void tick_digits(Instant now);
  void tick_play(Instant now);
  void tick_tap(Instant now);
  void tick_crossing(Instant now);
  void tick_key_ear(Instant now);
  void tick_speech_ear(Instant now);
  void send(std::span<const std::uint8_t> packet);

  const LegId id_;
  SocketCount count_;
  UdpSocket socket_;  // Closed before it is counted out.
  std::shared_ptr<LegFigures> figures_;
  LegEvents& events_;

  std::optional<MediaPeer> peer_;
  std::optional<Codec> codec_;
  std::optional<SecureLine> secure_;
  std::vector<std::uint8_t> sealed_;
  Latch latch_;
  FloodGate gate_;
  Instant received_at_{};  // When packets were looked for last.
  OutgoingAudio outgoing_;
  ReceiveStatistics statistics_;
  std::uint32_t incoming_ssrc_ = 0;
  std::uint64_t packets_sent_ = 0;
  std::uint64_t octets_sent_ = 0;
  RtcpChannel control_;
  SilenceWatch silence_;
  DigitReceiver digit_receiver_;

  OperationHandle playing_;
  std::optional<Playback> playback_;

  OperationHandle sending_digits_;
  DigitSender digit_sender_;
  SineWaves key_waves_{0, 0};

  std::array<std::unique_ptr<Recorder>, 2> recorders_;  // Of the peer alone, of both sides.
  // What few legs have is large, and made for those alone.
  std::unique_ptr<Tap> tap_;
  std::unique_ptr<KeyEar> key_ear_;
  std::unique_ptr<SpeechEar> speech_ear_;
  Leg* bridged_ = nullptr;
  Mixer* mixer_ = nullptr;
  std::unique_ptr<IncomingAudio> voice_;     // For the conference.
  std::unique_ptr<IncomingAudio> crossing_;  // For a bridged party whose codec is another.
};

}  // namespace tipring::rtp
