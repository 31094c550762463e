#pragma once

namespace tipring {

/// The Q.850 cause that stands for a SIP status where the peer gave none (RFC 3398, section 8.2.6.1); 31,
/// normal unspecified, where the table has none, and 16 below 300.
int cause_of_status(int status);

}  // namespace tipring
