//! UmaDB as a peer of W4: the server as its own program starts it, and what loads it.
//!   millrace-bench-umadb serve [OPTIONS OF UMADB]
//!   millrace-bench-umadb load URL WRITERS EVENTS CONFLICTS_PERCENT SECONDS     prints one JSON object
//! Each writer has a stream of its own, which is a tag here, and one append under way: EVENTS events of 300 bytes, on condition that
//! nothing with its tag has come since the position that it knows. That many appends of a hundred name a position that is out of date;
//! those must be refused, and nothing else may be. Sixteen writers share a connection, which is kinder to the server than one each.
use std::sync::Arc;
use std::time::{Duration, Instant};

use umadb_client::{AsyncUmaDbClient, UmaDbClient};
use umadb_dcb::{DcbAppendCondition, DcbError, DcbEvent, DcbEventStoreAsync, DcbQuery, DcbQueryItem};

const EVENT_BYTES: usize = 300;
const WRITERS_A_CONNECTION: usize = 16;

type Failure = Box<dyn std::error::Error>;

#[derive(Default)]
struct Tally {
    appended: u64,
    refused: u64,
    wrong: u64,
    latencies_us: Vec<u32>,
}

async fn write(client: Arc<AsyncUmaDbClient>, writer: usize, events: usize, conflicts: u64, until: Instant) -> Tally {
    // Streams of this run only: a run before it may have left some behind.
    let tag = format!("{}-{writer}", std::process::id());
    let events: Vec<DcbEvent> = (0..events)
        .map(|_| DcbEvent::new().event_type("noted").tags([tag.as_str()]).data(vec![b'x'; EVENT_BYTES]))
        .collect();
    let query = DcbQuery::new().item(DcbQueryItem::new().tags([tag.as_str()]));
    let (mut tally, mut after, mut turn) = (Tally::default(), None, writer as u64 * 37);
    while Instant::now() < until {
        // Evenly spread; the first append of a stream has nothing to be out of date against.
        let stale = after.is_some() && turn * conflicts % 100 < conflicts;
        turn += 1;
        let condition = DcbAppendCondition::new(query.clone()).after(if stale { None } else { after });
        let began = Instant::now();
        match client.append(events.clone(), Some(condition), None).await {
            Ok(position) if !stale => (after, tally.appended) = (Some(position), tally.appended + 1),
            Err(DcbError::IntegrityError(_)) if stale => tally.refused += 1,
            Ok(_) => tally.wrong += 1,
            Err(error) => {
                eprintln!("umadb: {error}");
                tally.wrong += 1;
                return tally;
            }
        }
        tally.latencies_us.push(began.elapsed().as_micros() as u32);
    }
    tally
}

async fn load(url: &str, writers: usize, events: usize, conflicts: u64, seconds: f64) -> Result<(), Failure> {
    let mut clients = Vec::new();
    for _ in 0..writers.div_ceil(WRITERS_A_CONNECTION) {
        clients.push(Arc::new(UmaDbClient::new(url.to_string()).connect_async().await?));
    }
    let began = Instant::now();
    let until = began + Duration::from_secs_f64(seconds);
    let writing: Vec<_> = (0..writers)
        .map(|w| tokio::spawn(write(clients[w % clients.len()].clone(), w, events, conflicts, until)))
        .collect();
    let mut all = Tally::default();
    for one in writing {
        let tally = one.await?;
        all.appended += tally.appended;
        all.refused += tally.refused;
        all.wrong += tally.wrong;
        all.latencies_us.extend(tally.latencies_us);
    }
    let took = began.elapsed().as_secs_f64();
    all.latencies_us.sort_unstable();
    let at = |q: f64| all.latencies_us.get((q * all.latencies_us.len().saturating_sub(1) as f64) as usize).copied().unwrap_or(0);
    println!(
        "{{\"appended\":{},\"refused\":{},\"wrong\":{},\"seconds\":{took:.3},\"p50_us\":{},\"p99_us\":{}}}",
        all.appended, all.refused, all.wrong, at(0.5), at(0.99)
    );
    if all.wrong == 0 { Ok(()) } else { Err("appends were not taken, or refused, as they had to be".into()) }
}

fn main() -> Result<(), Failure> {
    let words: Vec<String> = std::env::args().collect();
    match words.get(1).map(String::as_str) {
        Some("serve") => {
            let options = umadb::parse_cli_options(std::iter::once("umadb".to_string()).chain(words.into_iter().skip(2)))?;
            umadb::start_server_with_cli_options(options)
        }
        Some("load") if words.len() == 7 => {
            let one_thread = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
            one_thread.block_on(load(&words[2], words[3].parse()?, words[4].parse()?, words[5].parse()?, words[6].parse()?))
        }
        _ => Err("usage: millrace-bench-umadb serve … | load URL WRITERS EVENTS CONFLICTS_PERCENT SECONDS".into()),
    }
}
