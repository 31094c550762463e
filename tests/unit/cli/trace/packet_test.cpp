#include "cli/trace/packet.h"

#include <array>
#include <map>

#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include "cli/trace/collector.h"

namespace tipring::cli {
namespace {

Packet packet(const std::string& from, const std::string& to, std::string payload) {
  Packet packet;
  packet.at = UtcTime(Duration(1'772'532'000'000'123));
  packet.from = parse_packet_address(from).value();
  packet.to = parse_packet_address(to).value();
  packet.payload = std::move(payload);
  return packet;
}

std::uint32_t number_at(const std::string& bytes, std::size_t at, std::size_t size) {
  std::uint32_t number = 0;
  for (std::size_t next = at; next < at + size; ++next)
    number = number << 8U | static_cast<unsigned char>(bytes.at(next));
  return number;
}

// RFC 1071: of what has a right checksum in it.
bool sums_up(const std::string& bytes) {
  std::uint32_t sum = 0;
  for (std::size_t at = 0; at < bytes.size(); at += 2)
    sum += at + 1 < bytes.size() ? number_at(bytes, at, 2) : number_at(bytes, at, 1) << 8U;
  while (sum >> 16U != 0)
    sum = (sum & 0xffffU) + (sum >> 16U);
  return sum == 0xffffU;
}

TEST(Packet, AnAddressIsReadWhole) {
  EXPECT_EQ(parse_packet_address("192.0.2.1:5060")->bytes(), std::string("\xc0\x00\x02\x01", 4));
  EXPECT_EQ(parse_packet_address("[2001:db8::1]:5061")->port, 5061);
  EXPECT_TRUE(parse_packet_address("[2001:db8::1]:5061")->is_ipv6);
  for (const char* text :
       {"", "192.0.2.1", "192.0.2.1:", "192.0.2.1:x", "192.0.2.1:70000", "2001:db8::1:5060", "x:1"})
    EXPECT_FALSE(parse_packet_address(text)) << text;
}

TEST(Packet, ARecordSaysWhichWay) {
  Json record{{"at", 5},
              {"direction", "sent"},
              {"transport", "tls"},
              {"local", "192.0.2.1:5061"},
              {"peer", "192.0.2.7:4000"},
              {"call", "1-1"},
              {"message", "\xef\xbf\xbd"},
              {"bytes", "ff00"}};
  const auto sent = packet_of(record);
  ASSERT_TRUE(sent);
  EXPECT_EQ(sent->to.port, 4000);
  EXPECT_FALSE(sent->by_udp);
  EXPECT_EQ(sent->call, "1-1");
  EXPECT_EQ(sent->payload, std::string("\xff\0", 2));
  record["direction"] = "received";
  EXPECT_EQ(packet_of(record)->to.port, 5061);
  record["peer"] = "[2001:db8::7]:4000";
  EXPECT_FALSE(packet_of(record));
}

TEST(Pcap, APacketHasHeadsThatAddUp) {
  EXPECT_EQ(pcap_head().size(), 24U);
  EXPECT_EQ(number_at(pcap_head(), 20, 4), 101U) << "raw IP";
  const std::string record = pcap_packet(packet("192.0.2.1:5060", "192.0.2.7:4000", "odd"));
  ASSERT_EQ(record.size(), 16U + 20 + 8 + 3);
  EXPECT_EQ(number_at(record, 0, 4), 1'772'532'000U);
  EXPECT_EQ(number_at(record, 4, 4), 123U);
  EXPECT_EQ(number_at(record, 8, 4), 31U);
  const std::string ip = record.substr(16, 20);
  EXPECT_EQ(number_at(ip, 2, 2), 31U);
  EXPECT_TRUE(sums_up(ip));
  const std::string udp = record.substr(36);
  EXPECT_EQ(number_at(udp, 0, 2), 5060U);
  EXPECT_EQ(number_at(udp, 2, 2), 4000U);
  EXPECT_EQ(number_at(udp, 4, 2), 11U);
  EXPECT_TRUE(sums_up(ip.substr(12) + std::string("\0\x11\0\x0b", 4) + udp));
}

TEST(Pcap, SixGoesByItsOwnHead) {
  const std::string record = pcap_packet(packet("[2001:db8::1]:5060", "[2001:db8::7]:4000", "even"));
  ASSERT_EQ(record.size(), 16U + 40 + 8 + 4);
  EXPECT_EQ(number_at(record, 16, 1), 0x60U);
  EXPECT_EQ(number_at(record, 20, 2), 12U);
  EXPECT_EQ(number_at(record, 22, 1), 17U);
  EXPECT_TRUE(sums_up(record.substr(24, 32) + std::string("\0\x0c\0\x11", 4) + record.substr(56)));
}

TEST(Pcap, WhatIsTooLongForUdpIsCutAndItsLengthTold) {
  const std::string record = pcap_packet(packet("192.0.2.1:1", "192.0.2.7:2", std::string(70'000, 'x')));
  EXPECT_EQ(record.size(), 16U + 65'535);
  EXPECT_EQ(number_at(record, 8, 4), 65'535U);
  EXPECT_EQ(number_at(record, 12, 4), 70'028U);
}

TEST(Hep, APacketHasWhatACollectorAsksFor) {
  Packet by_tcp = packet("192.0.2.1:5060", "192.0.2.7:4000", "BYE");
  by_tcp.by_udp = false;
  by_tcp.call = "3-142";
  const std::string bytes = hep_packet(by_tcp);
  EXPECT_EQ(bytes.substr(0, 4), "HEP3");
  EXPECT_EQ(number_at(bytes, 4, 2), bytes.size());
  std::map<std::uint32_t, std::string> chunks;
  for (std::size_t at = 6; at < bytes.size(); at += number_at(bytes, at + 4, 2)) {
    EXPECT_EQ(number_at(bytes, at, 2), 0U) << "the vendor";
    chunks[number_at(bytes, at + 2, 2)] = bytes.substr(at + 6, number_at(bytes, at + 4, 2) - 6);
  }
  EXPECT_EQ(chunks[1], "\x02");
  EXPECT_EQ(chunks[2], "\x06");
  EXPECT_EQ(chunks[3], std::string("\xc0\x00\x02\x01", 4));
  EXPECT_EQ(chunks[4], std::string("\xc0\x00\x02\x07", 4));
  EXPECT_EQ(number_at(chunks[7], 0, 2), 5060U);
  EXPECT_EQ(number_at(chunks[8], 0, 2), 4000U);
  EXPECT_EQ(number_at(chunks[9], 0, 4), 1'772'532'000U);
  EXPECT_EQ(number_at(chunks[10], 0, 4), 123U);
  EXPECT_EQ(chunks[11], "\x01");
  EXPECT_EQ(chunks[15], "BYE");
  EXPECT_EQ(chunks[17], "3-142");
}

TEST(Hep, NoPacketIsLongerThanUdpCarries) {
  const std::string bytes = hep_packet(packet("192.0.2.1:1", "192.0.2.7:2", std::string(70'000, 'x')));
  EXPECT_EQ(bytes.size(), 65'507U);
  EXPECT_EQ(number_at(bytes, 4, 2), 65'507U);
}

TEST(Collector, GetsWhatIsSent) {
  const int receiver = socket(AF_INET, SOCK_DGRAM, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  ASSERT_EQ(bind(receiver, reinterpret_cast<sockaddr*>(&address), size), 0);
  ASSERT_EQ(getsockname(receiver, reinterpret_cast<sockaddr*>(&address), &size), 0);
  auto collector = Collector::at("localhost:" + std::to_string(ntohs(address.sin_port)));
  ASSERT_TRUE(collector.ok()) << collector.error().text;
  ASSERT_TRUE(collector->send("HEP3").ok());
  std::array<char, 16> buffer{};
  EXPECT_EQ(recv(receiver, buffer.data(), buffer.size(), 0), 4);
  close(receiver);
  EXPECT_TRUE(collector->send("HEP3").ok()) << "nobody is there any more";
  EXPECT_TRUE(collector->send("HEP3").ok());
  for (const char* bad : {"", "homer", ":9060", "homer:"})
    EXPECT_EQ(Collector::at(bad).error().code, "usage") << bad;
}

}  // namespace
}  // namespace tipring::cli
