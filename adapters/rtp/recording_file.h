#pragma once

#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "adapters/rtp/worker.h"
#include "runtime/ports/media.h"

namespace tipring::rtp {

/// The writing half of a recording: a WAV file (16 bit, 8 kHz) whose every disk access happens on the
/// writer's thread. After each second of audio the file's header is right, so that a recording cut off by a
/// crash can still be heard.
class RecordingFile : public std::enable_shared_from_this<RecordingFile> {
 public:
  /// `done` is called once, on the writer's thread, when the file is closed or has failed.
  using Done = std::function<void(RecordingResult)>;
  /// `channels`: 1 or 2, whose samples come in turn.
  static std::shared_ptr<RecordingFile> create(std::string path, int channels, Worker& writer, Done done);

  RecordingFile(std::string path, int channels, Worker& writer, Done done);
  ~RecordingFile();

  /// Hands over samples in order. From the media thread; never blocks on the disk.
  void append(std::vector<std::int16_t> samples);
  void finish(RecordingEnd end);

  /// True once writing has failed; done() has been or will be told.
  bool failed() const { return failed_.load(std::memory_order_relaxed); }

  /// Samples handed over and not yet written.
  std::size_t backlog() const { return backlog_.load(std::memory_order_relaxed); }

 private:
  struct Output;

  void open();
  void write(const std::vector<std::int16_t>& samples);
  void close(RecordingEnd end);
  void fail(const std::string& why);

  std::chrono::milliseconds length() const;

  const std::string path_;
  const int channels_;
  Worker& writer_;
  std::atomic<bool> failed_ = false;
  std::atomic<std::size_t> backlog_ = 0;

  // The writer's thread only.
  Done done_;
  std::unique_ptr<Output> file_;
  std::size_t written_ = 0;
};

}  // namespace tipring::rtp
