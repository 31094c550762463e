#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "cli/output/renderer.h"
#include "cli/softphone/softphone.h"
#include "runtime/base/result.h"

namespace tipring::cli {

/// What `tipring phone` is to do.
struct PhoneOptions {
  SoftphonePlan plan;
  std::string from;
  std::string user;
  std::string password_file;
  std::string registrar;  // A URI; empty: registers nowhere.
  std::vector<std::string> listen;
  std::string trust;
  std::string certificate;
  OutputFormat format = OutputFormat::table;
  std::chrono::milliseconds timeout{60'000};
  std::chrono::milliseconds longest{3'600'000};
};

/// A softphone on real SIP and RTP, for one call: shows what it notices until the call is over. Blocks; signals
/// of the process are held back already. Fails as Softphone::outcome() says, and with "usage", "not-found" and
/// "wrong-state" where it could not begin.
Result<void> run_phone_session(Console& console, const PhoneOptions& options);

}  // namespace tipring::cli
