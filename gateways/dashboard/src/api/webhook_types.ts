// What schemas/openapi.yaml does not tell of webhooks yet: as the server answers it.
import type { Live } from "./types";

export interface RetryConfig {
  max_attempts: number;
  backoff_multiplier: number;
  first_delay_s: number;
}

export interface Webhook {
  id: string;
  name: string;
  url: string;
  events: string[];
  status: "active" | "paused" | "ended";
  why?: string | null;
  status_since: string;
  is_active: boolean;
  retry_config: RetryConfig;
  created_at: string;
  last_triggered_at?: string | null;
  last_delivered_at?: string | null;
  old_secret_until?: string | null;
  reached: number;
  waiting: number;
  version: number;
  position: number;
}

export interface Delivery {
  id: string;
  webhook_id: string;
  no: number;
  type: string;
  state: "delivered" | "waiting" | "dead";
  attempts: number;
  outcome: string;
  status?: number | null;
  response?: string | null;
  at: string;
  next_attempt_at?: string | null;
}

interface Answer<Body> {
  headers: Record<string, unknown>;
  content: { "application/json": Body };
}
interface Body<Of> {
  content: { "application/json": Of };
}
interface ById {
  path: { id: string };
}
interface Set {
  id: string;
  version: number;
}
type Given = Pick<Webhook, "name" | "url" | "events" | "retry_config">;

declare module "./schema" {
  interface paths {
    "/webhooks": {
      get: {
        parameters: { query?: { limit?: number; cursor?: string } };
        responses: { 200: Answer<{ items: Webhook[]; next_cursor: string | null; live: Live }> };
      };
      post: {
        requestBody: Body<Pick<Given, "name" | "url" | "events"> & Partial<Given>>;
        responses: { 201: Answer<Webhook & { secret?: string | null }> };
      };
      patch?: never;
      put?: never;
      delete?: never;
    };
    "/webhooks/{id}": {
      get: { parameters: ById; responses: { 200: Answer<Webhook & { live: Live }> } };
      patch: {
        parameters: ById;
        requestBody: Body<Partial<Given & { is_active: boolean }>>;
        responses: { 200: Answer<Set & Partial<Given>> };
      };
      delete: { parameters: ById; responses: { 200: Answer<Set> } };
      post?: never;
      put?: never;
    };
    "/webhooks/{id}/rotate": Deed<Record<string, never>, Set & { secret?: string | null; old_secret_until: string }>;
    "/webhooks/{id}/test": Deed<Record<string, never>, Set>;
    "/webhooks/{id}/replay": Deed<{ from_position?: string; delivery_id?: string }, Set>;
    "/webhooks/{id}/deliveries": {
      get: {
        parameters: ById & { query?: { state?: Delivery["state"]; limit?: number; cursor?: string } };
        responses: { 200: Answer<{ items: Delivery[]; next_cursor: string | null }> };
      };
      post?: never;
      patch?: never;
      put?: never;
      delete?: never;
    };
  }
}

interface Deed<Of, Answered> {
  post: { parameters: ById; requestBody: Body<Of>; responses: { 200: Answer<Answered> } };
  get?: never;
  patch?: never;
  put?: never;
  delete?: never;
}
