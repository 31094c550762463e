#include "tests/wire/kit/baresip.h"

#include <algorithm>
#include <chrono>
#include <deque>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <utility>

#include "tests/unit/adapters/rtp/sound_maker.h"
#include "tests/wire/kit/netstring_socket.h"
#include "tests/wire/kit/ports.h"
#include "tests/wire/kit/tones.h"

namespace tipring::wire {
namespace {

using namespace std::chrono_literals;

// Of 16-bit samples, as many and of as many channels as the codec has.
std::uintmax_t recorded_bytes_a_millisecond(const std::string& codecs) {
  if (codecs.starts_with("opus")) return 48 * 2 * 2;
  return codecs.starts_with("G722") ? 16 * 2 : 8 * 2;
}

// It takes three neighbouring ports: UDP and TCP on the first, TLS on the second, whether wanted or not.
std::uint16_t three_free_ports() {
  for (;;) {
    const std::uint16_t port = free_port("udp");
    if (!port_is_bound("tcp", port) && !port_is_bound("tcp", static_cast<std::uint16_t>(port + 1))) return port;
  }
}

}  // namespace

// Its ctrl_tcp module: commands and their answers, and events that come in between.
class Baresip::Control {
 public:
  explicit Control(std::uint16_t port) : socket_(port) {}
  bool connected() const { return socket_.connected(); }

  // What it answered; null where it did not.
  Json ask(const std::string& name, const std::string& argument) {
    socket_.write(Json{{"command", name}, {"params", argument}}.dump());
    while (auto message = read()) {
      if (message->contains("response")) return *std::move(message);
      events_.push_back(*std::move(message));
    }
    return nullptr;
  }

  std::optional<Json> next_event() {
    if (events_.empty()) return read();
    Json event = std::move(events_.front());
    events_.pop_front();
    return event;
  }

 private:
  std::optional<Json> read() {
    const auto text = socket_.read(patience);
    if (!text) return std::nullopt;
    return Json::parse(*text, nullptr, false);
  }

  NetstringSocket socket_;
  std::deque<Json> events_;
};

Baresip::Baresip(Setup setup) : setup_(std::move(setup)) {
  // Another process may take a port between the look and baresip's own.
  for (int tries = 5; tries > 0; --tries) {
    if (start()) return;
  }
  throw std::runtime_error("baresip does not start: " + log());
}

Baresip::~Baresip() = default;

bool Baresip::start() {
  port_ = three_free_ports();
  // It listens on its SIP ports by TCP, too.
  std::uint16_t control_port = free_port("tcp");
  while (control_port >= port_ && control_port < port_ + 3)
    control_port = free_port("tcp");
  write_configuration(control_port);
  process_ =
      std::make_unique<ChildProcess>(ChildProcess::Setup{.words = {"baresip", "-f", folder_.path(), "-s"},
                                                         .folder = folder_.path(),
                                                         .err_file = folder_.file("log")});
  const auto deadline = std::chrono::steady_clock::now() + patience;
  while (!process_->ended_within(10ms) && std::chrono::steady_clock::now() < deadline) {
    control_ = std::make_unique<Control>(control_port);
    if (control_->connected()) return true;
  }
  return false;
}

void Baresip::write_configuration(std::uint16_t control_port) const {
  constexpr int rate = 8000;
  // Its source has to have the codec's channels; it brings the rate up by itself.
  const bool stereo = setup_.codecs.starts_with("opus");
  std::vector<float> source;
  for (const float sample : rtp::sine(setup_.speaks, rate, 60))
    source.insert(source.end(), stereo ? 2 : 1, sample);
  rtp::write_sound(folder_.file("source.wav"), source, rate, stereo ? 2 : 1);
  const std::string loopback = "127.0.0.1";
  std::ofstream config(folder_.file("config"));
  // Without any module that plays, it records and does without a player.
  for (const std::string& line :
       {"net_interface " + setup_.address, "sip_listen " + setup_.address + ":" + std::to_string(port_),
        "ctrl_tcp_listen " + loopback + ":" + std::to_string(control_port), "snd_path " + folder_.path(),
        "audio_source aufile," + folder_.file("source.wav")}) {
    config << line << '\n';
  }
  for (const char* line :
       {"audio_player none,none", "audio_alert none,none", "jitter_buffer_delay 0-0", "ausrc_srate 8000",
        "ringback_disabled yes", "module_path /usr/lib/baresip/modules", "module g711.so", "module g722.so",
        "module opus.so", "module l16.so", "module srtp.so", "module sndfile.so", "module aufile.so",
        "module_tmp account.so", "module_app menu.so", "module_app ctrl_tcp.so"}) {
    config << line << '\n';
  }
  if (setup_.is_browser) config << "rtcp_mux yes\nmodule dtls_srtp.so\nmodule ice.so\n";
  if (!setup_.trust.empty()) config << "sip_cafile " << setup_.trust << "\nsip_verify_server yes\n";
  const bool registers = !setup_.registrar.empty();
  std::ofstream(folder_.file("accounts"))
      << "<sip:" << setup_.user << "@" << (registers ? setup_.registrar : setup_.address)
      << (setup_.trust.empty() ? "" : ";transport=tls")
      << ">;regint=" << (registers ? "120;auth_pass=" + setup_.password : "0")
      << (setup_.proxy.empty() ? "" : ";outbound=\"sip:" + setup_.proxy + ";lr\"")
      << ";answermode=manual;audio_codecs=" << setup_.codecs
      << (setup_.secures      ? ";mediaenc=srtp-mand"
          : setup_.may_secure ? ";mediaenc=srtp"
          : setup_.is_browser ? ";mediaenc=dtls_srtp;medianat=ice"
                              : "")
      << "\n";
}

std::string Baresip::uri() const {
  return "sip:" + setup_.user + "@" + setup_.address + ":" + std::to_string(port_);
}

void Baresip::command(const std::string& name, const std::string& argument) {
  const Json answer = control_->ask(name, argument);
  const bool obeyed = answer.is_object() && answer.value("ok", false);
  if (!obeyed) throw std::runtime_error(name + ' ' + argument + ": " + answer.dump() + '\n' + log());
}

void Baresip::press(const std::string& digits) {
  for (const char digit : digits)
    command("sndcode", std::string(1, digit));
}

std::string Baresip::until(const std::string& event) {
  while (auto next = control_->next_event()) {
    if (next->value("type", "") == event) return next->value("param", "");
  }
  throw std::runtime_error("baresip told no " + event + '\n' + log());
}

std::vector<std::string> Baresip::recordings() const {
  std::vector<std::string> found;
  for (const auto& entry : std::filesystem::directory_iterator(folder_.path())) {
    if (entry.path().string().ends_with("-dec.wav")) found.push_back(entry.path());
  }
  // Their names begin with the time.
  std::sort(found.begin(), found.end());
  return found;
}

void Baresip::until_heard(std::chrono::milliseconds more) {
  heard_bytes_ += static_cast<std::uintmax_t>(more.count()) * recorded_bytes_a_millisecond(setup_.codecs);
  const auto deadline = std::chrono::steady_clock::now() + patience;
  do {
    std::uintmax_t bytes = 0;
    for (const std::string& recording : recordings())
      bytes += std::filesystem::file_size(recording);
    if (bytes >= heard_bytes_) {
      heard_bytes_ = bytes;
      return;
    }
  } while (!process_->ended_within(10ms) && std::chrono::steady_clock::now() < deadline);
  throw std::runtime_error("baresip hears nothing\n" + log());
}

std::vector<int> Baresip::heard(const std::vector<int>& hertz) const {
  std::vector<int> tones;
  for (const std::string& recording : recordings()) {
    const auto more = tones_in(recording, hertz);
    tones.insert(tones.end(), more.begin(), more.end());
  }
  return tones;
}

int Baresip::hears_from_port() const {
  static constexpr std::string_view words = "established, receiving from ";
  const std::string all = log();
  const std::size_t found = all.find(words);
  const std::size_t colon = found == std::string::npos ? found : all.find(':', found + words.size());
  return colon == std::string::npos ? 0 : std::stoi(all.substr(colon + 1));
}

std::string Baresip::log() const {
  std::ostringstream all;
  const std::ifstream file(folder_.file("log"));
  if (file) all << file.rdbuf();
  return all.str();
}

}  // namespace tipring::wire
