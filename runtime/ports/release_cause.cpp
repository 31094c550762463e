#include "runtime/ports/release_cause.h"

namespace tipring {

int cause_of_status(int status) {
  switch (status) {
    case 400:
      return 41;
    case 401:
    case 402:
    case 403:
    case 407:
      return 21;
    case 404:
      return 1;
    case 405:
      return 63;
    case 406:
      return 79;
    case 408:
      return 102;
    case 410:
      return 22;
    case 413:
    case 414:
      return 127;
    case 415:
      return 79;
    case 416:
      return 127;
    case 420:
    case 421:
      return 127;
    case 423:
      return 127;
    case 480:
      return 18;
    case 481:
      return 41;
    case 482:
    case 483:
      return 25;
    case 484:
      return 28;
    case 485:
      return 1;
    case 486:
      return 17;
    case 487:
      return 16;
    case 488:
      return 127;
    case 500:
      return 41;
    case 501:
      return 79;
    case 502:
      return 38;
    case 503:
      return 41;
    case 504:
      return 102;
    case 505:
    case 513:
      return 127;
    case 600:
      return 17;
    case 603:
      return 21;
    case 604:
      return 1;
    case 606:
      return 127;
    default:
      return status < 300 ? 16 : 31;
  }
}

}  // namespace tipring
