import { chromium } from 'playwright-core'
import fs from 'node:fs'
const t = JSON.parse(fs.readFileSync('/tmp/look/first-run.json'))
const base='http://127.0.0.1:3391'
if (process.argv[2]==='seed') {
  for (const [pl,root] of [['La Paz','radio-a'],['La Paz','ong-b'],['La Paz','prensa-c'],['Cochabamba','radio-d'],['Santa Cruz','x']]) {
    const r=await fetch(base+'/v1/signals',{method:'POST',headers:{authorization:'Bearer '+t.analyst,'content-type':'application/json'},body:JSON.stringify({external_id:'s-'+root,process:process.argv[3],category:'threat',severity:3,place:pl,target:{kind:'candidate'},source:{id:'own',root}})})
    console.log(r.status, (await r.text()).slice(0,160))
  }
  process.exit(0)
}
const b = await chromium.launch({executablePath:'/usr/bin/chromium',args:['--no-sandbox','--disable-gpu','--disable-dev-shm-usage']})
for (const spec of process.argv.slice(2)) {
  const [role,path,width='1366',lang='es',scheme='light']=spec.split(',')
  const c = await b.newContext({viewport:{width:+width,height:800},colorScheme:scheme})
  await c.addInitScript(({tok,lang})=>{ if(tok) sessionStorage.setItem('vigia.token',tok); localStorage.setItem('vigia.language',lang)},{tok:t[role],lang})
  const p = await c.newPage()
  p.on('console',m=>{ if(['error','warning'].includes(m.type())) console.log(spec,m.text().slice(0,200))})
  await p.goto(base+path); await p.waitForTimeout(1800)
  const n=`/tmp/shots/${role}${path.replace(/\W+/g,'_')}-${width}-${lang}-${scheme}.png`
  await p.screenshot({path:n,fullPage:width==='360'?false:false}); console.log(n)
  await c.close()
}
await b.close()
