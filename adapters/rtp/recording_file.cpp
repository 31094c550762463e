#include "adapters/rtp/recording_file.h"

#include <cerrno>
#include <system_error>
#include <utility>

#include <fcntl.h>

#include "adapters/rtp/frame.h"
#include "adapters/rtp/sndfile_handle.h"

namespace tipring::rtp {

struct RecordingFile::Output {
  SndfileHandle handle;
};

std::shared_ptr<RecordingFile> RecordingFile::create(std::string path, int channels, Worker& writer,
                                                     Done done) {
  auto file = std::make_shared<RecordingFile>(std::move(path), channels, writer, std::move(done));
  writer.post([file] { file->open(); });
  return file;
}

RecordingFile::RecordingFile(std::string path, int channels, Worker& writer, Done done)
    : path_(std::move(path)), channels_(channels), writer_(writer), done_(std::move(done)) {}

RecordingFile::~RecordingFile() = default;

void RecordingFile::append(std::vector<std::int16_t> samples) {
  if (samples.empty() || failed()) return;
  backlog_ += samples.size();
  writer_.post([self = shared_from_this(), samples = std::move(samples)] {
    self->write(samples);
    self->backlog_ -= samples.size();
  });
}

void RecordingFile::finish(RecordingEnd end) {
  writer_.post([self = shared_from_this(), end] { self->close(end); });
}

void RecordingFile::open() {
  const int descriptor = ::open(path_.c_str(), O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0640);
  if (descriptor < 0) return fail(std::generic_category().message(errno));
  SF_INFO info{};
  info.samplerate = sample_rate;
  info.channels = channels_;
  info.format = SF_FORMAT_WAV | SF_FORMAT_PCM_16;
  SndfileHandle handle(sf_open_fd(descriptor, SFM_WRITE, &info, SF_TRUE));
  if (handle == nullptr) return fail("the file's beginning cannot be written");
  file_ = std::make_unique<Output>(Output{std::move(handle)});
  sf_command(file_->handle.get(), SFC_SET_UPDATE_HEADER_AUTO, nullptr, SF_TRUE);
}

void RecordingFile::write(const std::vector<std::int16_t>& samples) {
  if (file_ == nullptr) return;
  errno = 0;
  const auto count = static_cast<sf_count_t>(samples.size());
  const bool complete = sf_write_short(file_->handle.get(), samples.data(), count) == count;
  const int number = errno;
  if (complete && sf_error(file_->handle.get()) == SF_ERR_NO_ERROR) {
    written_ += samples.size();
    return;
  }
  fail(number != 0 ? std::generic_category().message(number) : "the disk took only a part");
}

std::chrono::milliseconds RecordingFile::length() const {
  return time_of(written_ / static_cast<std::size_t>(channels_));
}

void RecordingFile::close(RecordingEnd end) {
  if (file_ == nullptr) return;
  if (end == RecordingEnd::failed) return fail("the disk is too slow");
  file_.reset();
  done_({end, length(), {}});
}

void RecordingFile::fail(const std::string& why) {
  failed_ = true;
  file_.reset();
  done_({RecordingEnd::failed, length(), "cannot record to " + path_ + ": " + why});
}

}  // namespace tipring::rtp
