#include "runtime/contact/failure_code.h"

namespace tipring {

std::string_view failure_code(const Release& release) {
  // Q.850 cause 20: subscriber absent.
  if (release.by == Release::By::system && release.cause == 20) return "not-registered";
  const int status = release.status;
  switch (status) {
    case 486:
    case 600:
      return "busy";
    case 408:
    case 480:
      return "no-answer";
    case 487:
      return "cancelled";
    case 403:
    case 401:
    case 407:
      return "forbidden";
    case 603:
      return "declined";
    case 404:
    case 410:
    case 484:
    case 604:
      return "not-found";
    case 488:
    case 606:
    case 415:
      return "not-acceptable";
    case 502:
    case 503:
    case 504:
      return "unavailable";
    default:
      break;
  }
  return status >= 300 && status < 400 ? "redirected" : "failed";
}

bool may_succeed_later(const Release& release) {
  const std::string_view code = failure_code(release);
  if (code == "failed") return release.status >= 500 && release.status < 600;
  return code == "busy" || code == "no-answer" || code == "unavailable" || code == "not-registered" ||
         code == "cancelled";
}

Release refusal_for_caller(const Release& target) {
  Release refusal{.by = Release::By::local, .status = target.status, .cause = target.cause};
  if (target.status == 401 || target.status == 407) refusal.status = 403;
  const bool tells_of_us = target.status == 408 || target.status == 481 || target.status == 487 ||
                           target.status == 491 || target.status == 503;
  if (target.status < 400 || target.status > 699 || tells_of_us) refusal.status = 480;
  return refusal;
}

}  // namespace tipring
