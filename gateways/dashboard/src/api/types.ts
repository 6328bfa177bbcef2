// The names that the application has for what the server sends.
import type { components } from "./schema";

type Schemas = components["schemas"];

export type Account = Schemas["account.account_row-this_session-sessions-stamp-snapshot"];
export type ApiKey = Schemas["api_key.key_row-stamp"];
export type Business = Schemas["business.business_row-membership-stamp"];
export type Channel = Schemas["channel"];
export type Conversation =
  Schemas["conversation.conversation_row-conversation.preview-conversation.names-unread-stamp"];
export type ConversationStatus = Schemas["conversation.status"];
export type CameBy = Schemas["customer.came_by"];
/** A role that a business has made. */
export type CustomRole = Schemas["custom_role.role_row-stamp"];
export type Customer = Schemas["customer.customer_row-stamp"];
export type CustomerNote = Schemas["customer.customer_note_row-member.member_name-stamp"];
export type Effect = Schemas["effects.effect_row-kind_known-stamp"];
/** Who one is to the providers that one signs in by. */
export type Identities = Schemas["oauth.identities_row-ways_in-stamp-snapshot"];
/** What the business is connected to. */
export type Integration = Schemas["connection.connection_row-stamp"];
export type RawDelivery = Schemas["connection.delivery_shown-stamp"];
export type OneIntegration = Schemas["connection.connection_row-connection.by_hand-stamp-snapshot"];
export type Live = Schemas["live"];
export type Me = Schemas["member.member_row-member.permissions-stamp-snapshot"];
export type Member = Schemas["member.member_row-member.permissions-stamp"];
export type Message = Schemas["message.message_row-member.member_name-message.waiting-stamp"];
export type MessageKind = Schemas["message.kind"];
export type SecondFactors = Schemas["second_factor.factors_row-methods-stamp-snapshot"];
export type Session = Schemas["session.session_row-whether_this-stamp"];
/** One that is opened has its description, too; in lists it has none. */
export type Ticket = Schemas["ticket.ticket_row-ticket.ticket_names-stamp"] & Schemas["ticket.ticket_description"];
export type TicketComment = Schemas["ticket.ticket_comment_row-member.member_name-stamp"];
export type TicketPriority = Schemas["ticket.priority"];
export type TicketStatus = Schemas["ticket.status"];
export type ClockState = Schemas["ticket.clock_state"];

/** Where the business's events are sent. */
export type Webhook = Schemas["webhooks.webhook_row-stamp"];
export type WebhookDelivery = Schemas["webhooks.delivery_row-stamp"];
export type WebhookRetries = Schemas["webhooks.retry"];

/** How the house does, for its operator. */
export type PartitionState = Schemas["operations.partition_state"];
export type ProjectionState = Schemas["operations.projection_state"];
export type StoppedPartition = Schemas["operations.stopped_partition"];
export type ParkedFold = Schemas["operations.parked_fold"];
export type JournalState = Schemas["operations.journal_state"];
export type PostgresState = Schemas["operations.postgres_state"];
export type Stuck = Schemas["stuck"];
export type Vital = Schemas["operations.vital_shown"];
export type PageFault = Schemas["operations.fault_shown"];
export type ServerFault = Schemas["operations.server_fault_shown"];
export type Telemetry = Schemas["operations.telemetry_shown"];

/** One page of a list. */
export interface Page<Row> {
  items: Row[];
  next_cursor: string | null;
  live?: Live;
}
