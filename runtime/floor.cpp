#include "runtime/floor.h"

#include <chrono>
#include <utility>

namespace tipring {
namespace {

// How long effects wait before the ledger is tried again.
constexpr Duration ledger_retry = std::chrono::seconds(1);

// Entries of turns without effects that are written together at most.
constexpr std::size_t longest_chain = 64;

}  // namespace

Floor::Floor(RunLoop& loop, Inbox& inbox, Ids& ids, FloorPorts ports, FloorSettings settings,
             Attendant& attendant, std::uint64_t next_sequence)
    : loop_(loop),
      ports_(ports),
      settings_(std::move(settings)),
      ledger_(loop.clock(), ports.journal, next_sequence),
      context_{loop_,           ledger_,      outbox_,         ids,       ports.telephony, ports.media,
               ports.messaging, ports.speech, ports.directory, ports.log, settings_},
      calls_(context_, attendant),
      chats_(context_, attendant),
      distributor_({loop_, ledger_, ports.chance}, {}),
      desk_(calls_, distributor_) {
  inbox.deliver_to(calls_, calls_, chats_);
  loop_.at_turn_end([this] { end_turn(); });
}

void Floor::started(std::uint32_t run, std::string version, std::optional<std::size_t> open) {
  Entry entry{.kind = EntryKind::runtime_started,
              .fields = {{"run", std::int64_t{run}}, {"version", std::move(version)}}};
  if (open) entry.fields.emplace_back("open", static_cast<std::int64_t>(*open));
  ledger_.write(std::move(entry));
}

// Whose call cannot be taken up has neither a place in a queue any more nor an agent.
void Floor::recover(const std::vector<OpenContact>& open) {
  distributor_.resume();
  const std::vector<ContactId> of_queues = distributor_.to_be_resumed();
  in_queues_.insert(of_queues.begin(), of_queues.end());
  for (const OpenContact& contact : open)
    recover(contact);
  for (const ContactId contact : of_queues) {
    if (calls_.find(contact) == nullptr) lose(contact);
  }
  ledger_.follow([this](const Entry& entry) {
    if (entry.kind == EntryKind::contact_recovered) in_queues_.erase(entry.contact);
    if (entry.kind != EntryKind::contact_ended || !in_queues_.contains(entry.contact)) return;
    loop_.post([this, contact = entry.contact] { lose(contact); });
  });
}

void Floor::lose(ContactId contact) {
  in_queues_.erase(contact);
  desk_.lost(contact);
}

// Of a chat nothing is left to take up: its writer begins another with the next message.
void Floor::recover(const OpenContact& open) {
  if (open.channel == "call") return calls_.recover(open);
  ledger_.write({.kind = EntryKind::contact_ended,
                 .contact = open.contact,
                 .fields = {{"cause", std::string(lost_cause)}}});
}

void Floor::stopped(std::string reason) {
  ledger_.write({.kind = EntryKind::runtime_stopped, .fields = {{"reason", std::move(reason)}}});
}

void Floor::drain() {
  draining_ = true;
  calls_.refuse_new(503, "the runtime is being stopped");
  chats_.refuse_new(503);
}

FloorLive Floor::live() const {
  return {calls_.live_contacts() + chats_.live_contacts(), calls_.live_legs(),
          calls_.live_operations() + chats_.live_operations()};
}

// Nothing leaves before the ledger holds what led to it. While the journal takes nothing the effects wait, and
// the ledger is tried again.
void Floor::end_turn() {
  // A chain of turns without effects is written at its end: nothing of it is to be seen outside before that.
  const bool goes_on = outbox_.empty() && loop_.pending();
  if (goes_on && ledger_.uncommitted() < longest_chain) return;
  if (auto committed = ledger_.commit(); !committed) {
    if (!ledger_stuck_) {
      ports_.log.write(LogLevel::error,
                       "the ledger cannot be written, calls wait for it: " + committed.error().text);
      loop_.after(ledger_retry, [this] { ledger_stuck_ = false; });
    }
    ledger_stuck_ = true;
    return;
  }
  ledger_stuck_ = false;
  outbox_.let_go();
}

}  // namespace tipring
