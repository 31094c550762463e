#pragma once

#include <algorithm>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "fake_reactor.h"
#include "sound_maker.h"
#include <gtest/gtest.h>
#include <poll.h>

#include "adapters/rtp/g711.h"
#include "adapters/rtp/packet.h"
#include "adapters/rtp/rtcp.h"
#include "adapters/rtp/rtp_media.h"
#include "adapters/rtp/telephone_event.h"
#include "adapters/rtp/udp_socket.h"
#include "tests/kit/temporary_folder.h"

namespace tipring::rtp {

/// The other end of a leg: a bare socket that sends what it is told and keeps what it gets.
class Peer {
 public:
  struct Packet {
    RtpHeader header;
    std::vector<std::uint8_t> payload;
    UdpAddress source;
  };

  Peer() {
    PortRange ports(UdpAddress::parse("127.0.0.1", 0).value(), 40'000, 60'000);
    // Begins somewhere else in each test program, so that programs running at once seldom meet.
    for (int i = ::getpid() % 1000; i > 0; --i)
      static_cast<void>(ports.bind_next());
    sockets_.emplace(ports.bind_next().value());
  }

  MediaAddress address() const { return {"127.0.0.1", sockets_->rtp.port()}; }

  void send_bytes(const std::vector<std::uint8_t>& bytes, const MediaAddress& to) {
    sockets_->rtp.send(bytes, UdpAddress::parse(to).value());
  }
  void send(RtpHeader header, const std::vector<std::uint8_t>& payload, const MediaAddress& to) {
    std::vector<std::uint8_t> bytes(rtp_header_size);
    write_header(header, std::span(bytes).first<rtp_header_size>());
    bytes.insert(bytes.end(), payload.begin(), payload.end());
    send_bytes(bytes, to);
  }
  /// The next 20 ms of a stream of its own.
  void send_payload(const std::vector<std::uint8_t>& payload, const MediaAddress& to,
                    const PayloadFormat& format) {
    send({false, format.payload_type, sequence_++, timestamp_, ssrc_}, payload, to);
    timestamp_ += format.clock_rate / 50;
  }
  /// The next frame of a stream of its own, filled with one code.
  void send_frame(std::uint8_t code, const MediaAddress& to, std::uint8_t payload_type = 0) {
    send({false, payload_type, sequence_++, timestamp_, ssrc_}, std::vector<std::uint8_t>(160, code), to);
    timestamp_ += 160;
  }
  void press(char digit, const MediaAddress& to, std::uint8_t payload_type = 101) {
    key_down(digit, to, payload_type);
    key_up(digit, to, payload_type);
  }
  void key_down(char digit, const MediaAddress& to, std::uint8_t payload_type = 101) {
    send_press(digit, false, to, payload_type);
  }
  void key_up(char digit, const MediaAddress& to, std::uint8_t payload_type = 101) {
    send_press(digit, true, to, payload_type);
    timestamp_ += 1280;
  }

  /// From its port for RTCP to that of the leg, or to a port for both.
  void send_report(const RtcpReport& report, MediaAddress to, bool mux = false) {
    if (!mux) ++to.port;
    (mux ? sockets_->rtp : sockets_->rtcp).send(write_rtcp(report, "peer"), UdpAddress::parse(to).value());
  }
  /// Waits for the next report, on the port for RTCP or on that for both.
  std::optional<RtcpReport> next_report(bool mux = false) {
    const UdpSocket& socket = mux ? sockets_->rtp : sockets_->rtcp;
    while (wait(socket)) {
      std::array<std::uint8_t, largest_packet> buffer{};
      const auto received = socket.receive(buffer);
      const auto bytes = std::span<const std::uint8_t>(buffer).first(received ? received->size : 0);
      if (is_rtcp(bytes)) return parse_rtcp(bytes);
    }
    return std::nullopt;
  }

  /// Waits for the next packet; nothing only when the program hangs.
  std::optional<Packet> next() {
    if (!wait(sockets_->rtp)) return std::nullopt;
    return take();
  }
  /// A packet that has arrived already.
  std::optional<Packet> take() {
    std::array<std::uint8_t, largest_packet> buffer{};
    const auto received = sockets_->rtp.receive(buffer);
    if (!received) return std::nullopt;
    const auto parsed = parse_packet(std::span(buffer).first(received->size));
    if (!parsed) return std::nullopt;
    const auto payload = std::span(buffer).subspan(parsed->payload_offset, parsed->payload_size);
    return Packet{parsed->header, {payload.begin(), payload.end()}, received->source};
  }

 private:
  void send_press(char digit, bool end, const MediaAddress& to, std::uint8_t payload_type) {
    DigitSender sender;
    sender.push({&digit, 1});
    while (sender.active()) {
      const auto step = sender.next();
      if (!step.event || step.event->end != end) continue;
      const auto payload = write_telephone_event(*step.event);
      send({step.first, payload_type, sequence_++, timestamp_, ssrc_}, {payload.begin(), payload.end()}, to);
    }
  }
  static bool wait(const UdpSocket& socket) {
    pollfd waiting{socket.descriptor(), POLLIN, 0};
    return ::poll(&waiting, 1, 60'000) == 1;
  }

  std::optional<SocketPair> sockets_;
  std::uint16_t sequence_ = 100;
  std::uint32_t timestamp_ = 50'000;
  std::uint32_t ssrc_ = 0x5eed;
};

/// Real media over loopback, with the events it told.
class MediaFixture : public ::testing::Test, public MediaEvents {
 protected:
  MediaFixture() {
    RtpOptions options;
    options.seed = 1;
    // As with the peers: elsewhere in each program.
    options.first_port = static_cast<std::uint16_t>(16'384 + 16 * (::getpid() % 900));
    media_ = RtpMedia::create(options, reactor_, *this).value();
  }

  static PayloadFormat format(G711 law) {
    return law == G711::pcmu ? PayloadFormat{0, "PCMU", 8000, {}} : PayloadFormat{8, "PCMA", 8000, {}};
  }
  static PayloadFormat g722() { return {9, "G722", 8000, {}}; }
  static PayloadFormat opus() { return {111, "opus", 48'000, "useinbandfec=1", 2}; }

  MediaPeer described(const Peer& peer, G711 law = G711::pcmu) const {
    MediaPeer description;
    description.address = peer.address();
    description.audio = format(law);
    description.telephone_event = 101;
    return description;
  }

  /// An open leg whose peer is `peer`; where to send to it.
  MediaAddress open(LegId leg, const Peer& peer, G711 law = G711::pcmu) {
    const auto address = media_->open(leg).value();
    media_->set_peer(leg, described(peer, law));
    return address;
  }

  MediaAddress open(LegId leg, const Peer& peer, const PayloadFormat& audio) {
    const auto address = media_->open(leg).value();
    auto description = described(peer);
    description.audio = audio;
    media_->set_peer(leg, description);
    return address;
  }

  /// Reads a peer's packets until `operation` has finished, then those on their way: decoded audio.
  std::vector<std::int16_t> heard_until_played(Peer& peer, OperationHandle operation, G711 law = G711::pcmu) {
    EXPECT_TRUE(reactor_.run_until([&] { return played_.contains(operation.slot); }));
    std::vector<std::int16_t> samples;
    while (const auto packet = peer.take()) {
      for (const std::uint8_t code : packet->payload)
        samples.push_back(decode(law, code));
    }
    return samples;
  }

  /// Waits until the figures of a leg satisfy a condition; nothing is told of them, so they are read again and
  /// again.
  bool wait_for(LegId leg, const std::function<bool(const MediaStatistics&)>& condition) {
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(60);
    while (std::chrono::steady_clock::now() < deadline) {
      if (condition(media_->statistics(leg).value())) return true;
      std::this_thread::yield();
    }
    return false;
  }

  std::string sound(const std::string& name, double hertz, double seconds) {
    write_sound(folder_.file(name), sine(hertz, 8000, seconds), 8000, 1);
    return folder_.file(name);
  }

  void play_finished(LegId, OperationHandle operation, std::string problem) override {
    played_[operation.slot] = std::move(problem);
  }
  void record_finished(LegId, OperationHandle operation, RecordingResult result) override {
    recorded_[operation.slot] = std::move(result);
  }
  void digits_sent(LegId, OperationHandle operation) override { sent_.push_back(operation.slot); }
  void digit(LegId leg, char digit) override { digits_[leg] += digit; }
  void fell_silent(LegId leg, std::chrono::milliseconds) override { silent_.push_back(leg); }
  void speech_changed(LegId, SpeechChange change) override { speech_.push_back(change); }

  ::tipring::testing::TemporaryFolder folder_;
  FakeReactor reactor_;
  std::map<std::uint32_t, std::string> played_;  // The problem, by operation.
  std::map<std::uint32_t, RecordingResult> recorded_;
  std::vector<std::uint32_t> sent_;
  std::map<LegId, std::string> digits_;
  std::vector<LegId> silent_;
  std::vector<SpeechChange> speech_;
  std::unique_ptr<RtpMedia> media_;

  static constexpr LegId first{1, 1};
  static constexpr LegId second{1, 2};
};

}  // namespace tipring::rtp
