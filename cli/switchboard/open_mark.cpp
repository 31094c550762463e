#include "cli/switchboard/open_mark.h"

#include <chrono>
#include <fstream>
#include <system_error>
#include <utility>

namespace tipring::cli {
namespace {

// What a start after a kill reads more than it must.
constexpr Duration interval = std::chrono::seconds(10);

}  // namespace

OpenMark::OpenMark(std::filesystem::path file, RunLoop& loop, Log& log)
    : file_(std::move(file)), loop_(loop), log_(log) {}

OpenMark::~OpenMark() {
  if (!timer_) return;
  loop_.cancel(*timer_);
  write();
}

std::uint64_t OpenMark::read(std::uint64_t entries) const {
  std::ifstream in(file_);
  std::uint64_t mark = 0;
  if (!(in >> mark) || mark == 0 || mark > entries + 1) return 1;
  return mark;
}

void OpenMark::take(const Entry& entry) {
  oldest_.fold(entry);
  if (timer_ || oldest_.sequence() == written_) return;
  timer_ = loop_.after_standing(interval, [this] {
    timer_.reset();
    write();
  });
}

// By another name first: a file that is half written would be believed.
void OpenMark::write() {
  const std::uint64_t mark = oldest_.sequence();
  const std::filesystem::path fresh = file_.string() + ".new";
  std::error_code problem;
  {
    std::ofstream out(fresh, std::ios::trunc);
    out << mark << '\n';
    out.flush();
    if (!out) problem = std::make_error_code(std::errc::io_error);
  }
  if (!problem) std::filesystem::rename(fresh, file_, problem);
  if (problem) {
    if (!std::exchange(failed_, true))
      log_.write(LogLevel::warning,
                 "cannot write " + file_.string() +
                     ": a start after a crash will read the whole ledger: " + problem.message());
    return;
  }
  failed_ = false;
  written_ = mark;
}

}  // namespace tipring::cli
