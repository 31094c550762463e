#pragma once

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "runtime/base/handle.h"
#include "runtime/base/ids.h"
#include "runtime/base/result.h"
#include "runtime/ports/operation_handle.h"
#include "runtime/ports/session_description.h"

namespace tipring {

/// What to play. Names and texts are there for people and for simulated ears; `path` is what is played.
struct SoundClip {
  std::string name;  ///< "menu/welcome", or empty for speech.
  std::string text;  ///< What is heard, in words, where it is known.
  std::string path;  ///< WAV file; empty in simulation where none is needed.
  std::chrono::milliseconds length{0};
};

/// One or two frequencies with a rhythm, as national tone plans write them (ITU-T E.180).
struct ToneClip {
  std::string name;  ///< "ringback", "busy", "beep"; for people and simulated ears.
  struct Part {
    double first_hertz = 0;   ///< 0: silence.
    double second_hertz = 0;  ///< 0: one frequency only.
    std::chrono::milliseconds length{0};
  };
  std::vector<Part> parts;
  std::chrono::milliseconds length{0};  ///< The parts repeat until this is reached; 0: until stopped.
};

struct SilenceClip {
  std::chrono::milliseconds length{0};
};

using Clip = std::variant<SoundClip, ToneClip, SilenceClip>;

/// Why a recording ended.
enum class RecordingEnd : std::uint8_t { stopped, longest_reached, silence, failed };

/// Whose voices a recording holds.
enum class RecordingSides : std::uint8_t {
  party,   ///< Only the leg's peer.
  mixed,   ///< The peer, whom it talks to, and what is played to it, in one channel.
  stereo,  ///< The same: the peer left, all others right.
};

struct RecordRequest {
  std::string path;                                 ///< WAV file to write; its folder exists.
  std::chrono::milliseconds longest{60'000};        ///< Ends by itself after this.
  std::chrono::milliseconds ends_after_silence{0};  ///< The peer's; 0: silence does not end it.
  RecordingSides sides = RecordingSides::party;
};

/// What a finished recording is.
struct RecordingResult {
  RecordingEnd end = RecordingEnd::stopped;
  std::chrono::milliseconds length{0};
  std::string problem;  ///< For `failed`: what went wrong, for people.
};

/// How a leg's packets are secured both ways (RFC 3711, RFC 4568).
struct MediaSecurity {
  std::string suite;
  std::string own_key;         ///< Of what we send; both in base64.
  std::string peer_key;        ///< Of what the peer sends.
  bool opportunistic = false;  ///< Agreed on within "RTP/AVP" (RFC 8643), so that a later offer is, too.

  friend bool operator==(const MediaSecurity&, const MediaSecurity&) = default;
};

/// How keys reach a peer.
enum class DigitMethod : std::uint8_t {
  rtp,     ///< By RFC 4733 where that was agreed on, else as their tones.
  info,    ///< By signalling (SIP INFO): the media sends none, and passes none on.
  inband,  ///< As their tones, whatever was agreed on.
};

/// Names one conference at the media port.
struct ConferenceTag;
using ConferenceHandle = Handle<ConferenceTag>;

/// How a leg takes part in a conference.
struct ConferencePart {
  double gain_db = 0;  ///< Makes the peer louder or softer for all others, -40 to 40.
  bool muted = false;  ///< The peer hears the others and is not heard.
  /// Only these of the others hear the peer, whether they are there yet or not; nothing: all do.
  std::optional<std::vector<LegId>> heard_by{};

  /// Whether another party hears the peer.
  bool reaches(LegId other) const {
    return !muted && (!heard_by || std::find(heard_by->begin(), heard_by->end(), other) != heard_by->end());
  }
};

/// Where and how to send, after offer and answer.
struct MediaPeer {
  MediaAddress address;  ///< Where the peer asked for RTP; symmetric latching may move it (RFC 4961).
  MediaDirection direction = MediaDirection::send_receive;  ///< Seen from us.
  PayloadFormat audio;                                      ///< The format in force.
  std::optional<std::uint8_t> telephone_event;              ///< Payload type for RFC 4733 digits.
  std::chrono::milliseconds packet_time{20};
  std::uint32_t telephone_event_rate = 8000;  ///< What the durations of digits count in, a second.
  std::uint16_t rtcp_port = 0;                ///< Where the peer takes RTCP; 0: at its RTP port + 1.
  bool rtcp_mux = false;                      ///< RTCP goes both ways on the port of RTP (RFC 5761).
  std::optional<MediaSecurity> security{};    ///< Nothing: packets are sent as they are.
  DigitMethod digits = DigitMethod::rtp;      ///< How keys are sent; they are heard however they come.
  /// The peer was told to send its packets to somebody else: none are expected, and it is sent no reports.
  bool sends_elsewhere = false;
};

/// Figures of a leg's RTP (RFC 3550, section 6.4 and appendix A). What the peer tells of our stream is there
/// from its first report on.
struct MediaStatistics {
  std::uint64_t packets_sent = 0;
  std::uint64_t packets_received = 0;
  std::uint64_t packets_lost = 0;
  std::uint64_t packets_dropped = 0;  ///< Received and thrown away: garbage, strangers' packets, floods.
  double jitter_ms = 0;               ///< Interarrival jitter.
  std::optional<std::uint64_t> peer_packets_lost;  ///< Of those we sent.
  std::optional<double> peer_jitter_ms;            ///< Of those we sent, as they arrive there.
  std::optional<double> round_trip_ms;             ///< The network's, without our or the peer's buffers.
  /// How a listener would judge what comes from the peer, from 1 (bad) to 4.5 (the best that a telephone can
  /// be): estimated from codec, loss and delay (ITU-T G.107). Nothing before anything came.
  std::optional<double> mos;
};

/// How long a peer that should send may send nothing, unless told otherwise. Long enough for any network to
/// find its way again, short enough that a line cut off by a failure does not stay taken.
inline constexpr std::chrono::seconds usual_silence_limit{60};

/// A pause this long is told as silence, a shorter one is between words.
inline constexpr std::chrono::milliseconds speech_pause{300};

/// Sound this long is speech; what is shorter is a click on the line.
inline constexpr std::chrono::milliseconds shortest_speech{60};

/// What is told of how a peer speaks.
enum class SpeechChange : std::uint8_t {
  goes_on,  ///< It speaks, and there was no pause before it since detection began: it may have begun before
            ///< that.
  begins,   ///< It speaks, after a pause.
  ends,     ///< It has been silent for speech_pause.
};

/// What the media tells the floor. Delivered on the control thread, through the run loop.
class MediaEvents {
 public:
  virtual ~MediaEvents() = default;

  /// All clips of a play request were sent. Not told after stop(). A clip that cannot be played ends the
  /// request with a `problem`.
  virtual void play_finished(LegId leg, OperationHandle operation, std::string problem) = 0;
  virtual void record_finished(LegId leg, OperationHandle operation, RecordingResult result) = 0;
  virtual void digits_sent(LegId leg, OperationHandle operation) = 0;
  /// A digit that was pressed: 0-9, *, #, A-D. Told once, when it is recognised.
  virtual void digit(LegId leg, char digit) = 0;
  /// Nothing came from the peer for this time, though it is agreed that both send. Told once until something
  /// comes again or the peer is set anew.
  virtual void fell_silent(LegId leg, std::chrono::milliseconds silence) = 0;
  /// The peer has spoken for shortest_speech, or has been silent for speech_pause. Only where detect_speech()
  /// asks for it.
  virtual void speech_changed(LegId leg, SpeechChange change) = 0;
};

struct MediaLive {
  std::size_t slots = 0;    ///< Legs with open media.
  std::size_t sockets = 0;  ///< Their sockets.
};

/// What the floor asks of the media. Commands take effect in the order given. A leg without open media is
/// ignored, except by open(). Control thread only; implementations hand work to their own threads.
class Media {
 public:
  virtual ~Media() = default;

  /// Reserves media for a leg: the address to name in our description, and the key for a secured one. Fails
  /// with "no-ports" or "limit". Asked for before the ledger entry, since nothing leaves the machine by it.
  virtual Result<LocalMedia> open(LegId leg) = 0;

  /// Sets or changes the peer after offer and answer.
  virtual void set_peer(LegId leg, MediaPeer peer) = 0;

  /// Plays clips one after the other, in place of a play request still running. Ends in play_finished.
  virtual void play(LegId leg, OperationHandle operation, std::vector<Clip> clips) = 0;
  virtual void stop_play(LegId leg, OperationHandle operation) = 0;

  /// Records, in place of a recording still running that is of the party alone, or of both sides, as this one.
  /// Ends in record_finished, also after stop_record().
  virtual void record(LegId leg, OperationHandle operation, RecordRequest request) = 0;
  virtual void stop_record(LegId leg, OperationHandle operation) = 0;

  /// Sends digits one after the other, 100 ms each with 60 ms between. Ends in digits_sent.
  virtual void send_digits(LegId leg, OperationHandle operation, std::string digits) = 0;
  virtual void stop_digits(LegId leg, OperationHandle operation) = 0;

  /// A key of somebody else, passed on behind those still being sent; nothing tells of it.
  virtual void press(LegId leg, char digit) = 0;

  /// From now on speech_changed() is told, or is told no more. What was heard before that is forgotten: a peer
  /// that speaks at once, or after less than speech_pause, is told to go on.
  virtual void detect_speech(LegId leg, bool on) = 0;

  /// Two legs hear each other until unbridge(), join() or close() of either. A play request on a bridged leg is
  /// heard in place of the other party.
  virtual void bridge(LegId first, LegId second) = 0;
  virtual void unbridge(LegId leg) = 0;

  /// The leg hears all others that have joined the conference, and they hear it, as far as the part of each
  /// allows, until leave(), bridge() or close(). Joining again changes its part. A play request is heard in
  /// place of the others. Keys are not passed on.
  virtual void join(LegId leg, ConferenceHandle conference, ConferencePart part) = 0;
  virtual void leave(LegId leg) = 0;

  /// Ends everything of the leg and frees its sockets. Recordings still running are finished to a valid file.
  virtual void close(LegId leg) = 0;

  /// The latest known figures; nothing when the leg has no media.
  virtual std::optional<MediaStatistics> statistics(LegId leg) const = 0;

  virtual MediaLive live() const = 0;
};

}  // namespace tipring
