#include "runtime/contact/release_cause.h"

namespace tipring {

int cause_of_status(int status) {
  switch (status) {
    case 0:
      return 16;
    case 401:
    case 402:
    case 403:
    case 407:
    case 603:
      return 21;
    case 404:
    case 604:
      return 1;
    case 405:
      return 63;
    case 406:
    case 415:
    case 416:
    case 420:
    case 421:
    case 423:
    case 505:
      return 127;
    case 408:
    case 504:
      return 102;
    case 410:
      return 22;
    case 413:
    case 414:
    case 481:
    case 500:
    case 503:
      return 41;
    case 480:
      return 18;
    case 482:
    case 483:
      return 25;
    case 484:
      return 28;
    case 485:
      return 1;
    case 486:
    case 600:
      return 17;
    case 487:
      return 16;
    case 488:
    case 606:
      return 88;
    case 501:
      return 79;
    case 502:
      return 38;
    default:
      return 31;
  }
}

std::string_view failure_code(int status) {
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

}  // namespace tipring
